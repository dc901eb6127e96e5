namespace Causeway;

/// <summary>By what a process has an end of an object.</summary>
public enum IpcEndForm : byte
{
    /// <summary>An open descriptor.</summary>
    Descriptor,

    /// <summary>A shared mapping.</summary>
    Mapping,

    /// <summary>An attachment of System V shared memory (shmat(2)).</summary>
    Attachment,

    /// <summary>The object names the process: as its creator, its last user, who is registered at it, who holds or awaits it.</summary>
    Mention,
}
