namespace Causeway.Inspection;

/// <summary>What was read of a process's descriptors at the look before, for as long as their links say the same. One thread at a time.</summary>
/// <remarks>
/// A link tells a pipe by its inode but not which end of it, and a file by its path but not which file: one that was closed and
/// opened anew at the same number can look the same. So nothing is kept of what is an object with a path, nor of what has
/// values or an identity of its own in fdinfo; and all is forgotten when the process is due.
/// </remarks>
internal sealed class KnownDescriptors
{
    private List<Entry> _before = [];
    private List<Entry> _now = [];
    private int _next;

    /// <summary>A look begins.</summary>
    /// <param name="forgets">Whether all is to be read.</param>
    public void Begin(bool forgets)
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
        if (forgets)
            _before.Clear();
        _next = 0;
    }

    /// <summary>What was at a number at the look before; they are asked for in order, as the kernel lists them.</summary>
    public bool TryFind(int descriptor, out Entry entry)
    {
        while (_next < _before.Count && _before[_next].Descriptor < descriptor)
            _next++;
        bool found = _next < _before.Count && _before[_next].Descriptor == descriptor;
        entry = found ? _before[_next] : default;
        return found;
    }

    /// <summary>Remembers it for the next look.</summary>
    public void Add(in Entry entry) => _now.Add(entry);

    /// <summary>A pipe's end, or a file that is no object.</summary>
    /// <param name="Descriptor">Its number.</param>
    /// <param name="Inode">The pipe's or the file's.</param>
    /// <param name="Access">What the pipe's end is open for.</param>
    /// <param name="Pipe">The pipe, if this end told of it; what is in it is read anew.</param>
    /// <param name="Path">Where the file's link leads; null for a pipe.</param>
    internal readonly record struct Entry(int Descriptor, ulong Inode, IpcAccess Access, PipeObject? Pipe, byte[]? Path);
}
