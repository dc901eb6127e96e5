namespace Causeway;

/// <summary>What may be done with mapped memory (PROT_READ, PROT_WRITE, PROT_EXEC). The numbers are the kernel's.</summary>
[Flags]
public enum MappingProtection
{
    /// <summary>Nothing: every touch by the process is refused (PROT_NONE).</summary>
    None = 0,

    /// <summary>It may be read.</summary>
    Read = 1,

    /// <summary>It may be written. (x64 and arm64 cannot keep such memory from being read as well; our checks do.)</summary>
    Write = 2,

    /// <summary>What stands there may be run.</summary>
    Execute = 4,

    /// <summary>It may be read and written.</summary>
    ReadWrite = Read | Write,
}
