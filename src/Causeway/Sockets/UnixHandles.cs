using System.Collections;

namespace Causeway;

/// <summary>The descriptors that came with a message, close-on-exec. Dispose closes those that nobody took.</summary>
public sealed class UnixHandles : IReadOnlyList<SafeFileDescriptor>, IDisposable
{
    private readonly SafeFileDescriptor[] _handles;
    private readonly bool[] _taken;

    internal UnixHandles(SafeFileDescriptor[] handles)
    {
        _handles = handles;
        _taken = new bool[handles.Length];
    }

    /// <summary>No descriptors.</summary>
    public static UnixHandles None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _handles.Length;

    /// <summary>One of them, in the order of the sender; still this object's to close.</summary>
    public SafeFileDescriptor this[int index] => _handles[index];

    /// <summary>Hands one of them over: the caller disposes it.</summary>
    public SafeFileDescriptor Take(int index)
    {
        SafeFileDescriptor handle = _handles[index];
        _taken[index] = true;
        return handle;
    }

    /// <summary>Closes what was not taken.</summary>
    public void Dispose()
    {
        for (int i = 0; i < _handles.Length; i++)
        {
            if (!_taken[i])
                _handles[i].Dispose();
        }
    }

    /// <inheritdoc/>
    public IEnumerator<SafeFileDescriptor> GetEnumerator() => ((IEnumerable<SafeFileDescriptor>)_handles).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
