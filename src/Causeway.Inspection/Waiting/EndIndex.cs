namespace Causeway.Inspection.Waiting;

/// <summary>Finds ends by process and descriptor, and by object. Ends that are added later are not found.</summary>
internal sealed class EndIndex
{
    private readonly SnapshotBuilder _builder;
    private readonly Dictionary<long, int> _byDescriptor;
    private readonly IdTable<int> _first = new();
    private readonly int[] _next;

    public EndIndex(SnapshotBuilder builder)
    {
        _builder = builder;
        ReadOnlySpan<FoundEnd> ends = builder.Ends;
        _byDescriptor = new Dictionary<long, int>(ends.Length);
        _next = new int[ends.Length];
        for (int index = 0; index < ends.Length; index++)
        {
            // A file's lock is told beside what the descriptor is.
            if (ends[index].Form == IpcEndForm.Descriptor && ends[index].Object.Kind != IpcKind.FileLock)
                _byDescriptor[Key(ends[index].ProcessId, ends[index].Descriptor)] = index;
            _next[index] = _first.Find(ends[index].Object, -1);
            _first.Set(ends[index].Object, index);
        }
    }

    /// <summary>The object at a descriptor; false where it is none of the kinds that there are.</summary>
    public bool TryFind(int processId, int descriptor, out FoundEnd end)
    {
        bool found = _byDescriptor.TryGetValue(Key(processId, descriptor), out int index);
        end = found ? _builder.Ends[index] : default;
        return found;
    }

    /// <summary>The ends of an object.</summary>
    public IEnumerable<FoundEnd> Of(IpcObjectId id)
    {
        for (int index = _first.Find(id, -1); index >= 0; index = _next[index])
            yield return _builder.Ends[index];
    }

    private static long Key(int processId, int descriptor) => (long)processId << 32 | (uint)descriptor;
}
