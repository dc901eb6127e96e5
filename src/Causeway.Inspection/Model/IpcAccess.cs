namespace Causeway;

/// <summary>What an end can be used for.</summary>
[Flags]
public enum IpcAccess : byte
{
    /// <summary>Neither, or it is not known.</summary>
    None = 0,

    /// <summary>Reading, receiving.</summary>
    Read = 1,

    /// <summary>Writing, sending.</summary>
    Write = 2,

    /// <summary>Both.</summary>
    ReadWrite = Read | Write,
}
