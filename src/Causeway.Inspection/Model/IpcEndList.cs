using System.Collections;
using System.Collections.Immutable;

namespace Causeway;

/// <summary>The ends of one object, or of one process, in a snapshot.</summary>
public readonly struct IpcEndList : IReadOnlyList<IpcEnd>
{
    private readonly ImmutableArray<IpcEnd> _ends;
    private readonly int[]? _indices;
    private readonly int _start;

    /// <summary>Takes a part of them.</summary>
    /// <param name="ends">All ends of the snapshot.</param>
    /// <param name="indices">Which of them in which order; null for as they stand.</param>
    /// <param name="start">The first.</param>
    /// <param name="end">Behind the last.</param>
    internal IpcEndList(ImmutableArray<IpcEnd> ends, int[]? indices, int start, int end)
    {
        _ends = ends;
        _indices = indices;
        _start = start;
        Count = end - start;
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>One of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public IpcEnd this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _ends[_indices is null ? _start + index : _indices[_start + index]];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<IpcEnd> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
            yield return this[index];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
