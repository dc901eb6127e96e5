namespace Causeway.Inspection;

/// <summary>What one thread has found. Merged when all have ended.</summary>
internal sealed class Findings
{
    public List<InspectedProcess> Processes { get; } = [];

    public ValueList<FoundEnd> Ends { get; } = new();

    /// <summary>Objects that descriptors told everything of, read at the first end that was found.</summary>
    public IdTable<IpcObject> Objects { get; } = new();

    /// <summary>The locks that descriptors hold.</summary>
    public ValueList<HeldLock> HeldLocks { get; } = new();

    /// <summary>How many processes have ends that could not be read.</summary>
    public int Unreadable { get; set; }

    /// <summary>How many of these have descriptors that could not be read; of the others it is mappings alone.</summary>
    public int UnreadDescriptors { get; set; }

    /// <summary>How many pipes could not be asked how much is in them.</summary>
    public int UnreadContents { get; set; }

    /// <summary>How many files were not asked what they are, because that might never be answered.</summary>
    public int Unasked { get; set; }

    /// <summary>A lock in a descriptor's fdinfo.</summary>
    internal readonly record struct HeldLock(int ProcessId, int Descriptor, LockLine Line);
}
