using Causeway.Inspection.Waiting;

namespace Causeway.Inspection.Connections;

/// <summary>The memory of a connection, by those who have it mapped: copied out, never mapped, so that nothing that they do to it is felt here.</summary>
/// <param name="memory">Of processes.</param>
internal sealed class ConnectionMemory(RemoteMemory memory)
{
    private readonly List<FoundEnd> _mappings = [];
    private int _last;

    /// <summary>Who has it mapped.</summary>
    public HashSet<int> Processes { get; } = [];

    /// <summary>Whether a process still has its descriptor, which goes once both have met.</summary>
    public bool IsBeingMade { get; private set; }

    public void Add(in FoundEnd end)
    {
        IsBeingMade |= end.Form == IpcEndForm.Descriptor;
        if (end.Form != IpcEndForm.Mapping)
            return;
        _mappings.Add(end);
        Processes.Add(end.ProcessId);
    }

    /// <summary>Reads as many bytes as there is room for, from a byte of the file on.</summary>
    /// <returns>False: nobody has that mapped who may be read.</returns>
    public bool TryRead(ulong offset, Span<byte> bytes)
    {
        for (int tried = 0; tried < _mappings.Count; tried++)
        {
            FoundEnd mapping = Next(tried);
            if (Has(mapping, offset, bytes.Length) && memory.TryRead(mapping.ProcessId, AddressIn(mapping, offset), bytes))
                return Remember(tried);
        }

        return false;
    }

    /// <summary>The same, and after them a number from the first page.</summary>
    /// <inheritdoc cref="TryRead(ulong, Span{byte})" path="/returns"/>
    public bool TryRead(ulong offset, Span<byte> bytes, ulong thenOffset, out ulong then)
    {
        for (int tried = 0; tried < _mappings.Count; tried++)
        {
            FoundEnd mapping = Next(tried);
            if (Has(mapping, offset, bytes.Length) && TryFind(mapping.ProcessId, thenOffset, out FoundEnd first)
                && memory.TryRead(mapping.ProcessId, AddressIn(mapping, offset), bytes, AddressIn(first, thenOffset), out then))
                return Remember(tried);
        }

        then = 0;
        return false;
    }

    private bool TryFind(int processId, ulong offset, out FoundEnd mapping)
    {
        mapping = _mappings.Find(one => one.ProcessId == processId && Has(one, offset, sizeof(ulong)));
        return mapping.Bytes > 0;
    }

    /// <summary>The one that could be read last comes first.</summary>
    private FoundEnd Next(int tried) => _mappings[(_last + tried) % _mappings.Count];

    private bool Remember(int tried)
    {
        _last = (_last + tried) % _mappings.Count;
        return true;
    }

    private static bool Has(in FoundEnd mapping, ulong offset, int length) =>
        offset >= mapping.Offset && offset - mapping.Offset < mapping.Bytes && mapping.Bytes - (offset - mapping.Offset) >= (ulong)length;

    private static ulong AddressIn(in FoundEnd mapping, ulong offset) => mapping.Address + (offset - mapping.Offset);
}
