namespace Causeway.Inspection;

/// <summary>What a series of looks knows of a process from those before. One thread at a time.</summary>
internal sealed class KnownProcess(ulong startTicks)
{
    /// <summary>With the pid it tells the process from every other.</summary>
    public ulong StartTicks => startTicks;

    /// <summary>At which look it was seen last.</summary>
    public int Seen { get; set; } = -1;

    /// <summary>As it was when all of it was read; null before.</summary>
    public InspectedProcess? Process { get; set; }

    public KnownDescriptors Descriptors { get; } = new();

    /// <summary>Its shared mappings, when they were read last.</summary>
    public FoundEnd[] Mappings { get; set; } = [];

    /// <summary>What they are of, as far as mappings tell.</summary>
    public IpcObject[] Mapped { get; set; } = [];

    /// <summary>Whether its mappings could be read.</summary>
    public bool AreMappingsReadable { get; set; } = true;
}
