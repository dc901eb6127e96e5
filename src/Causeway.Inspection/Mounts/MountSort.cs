namespace Causeway.Inspection.Mounts;

/// <summary>What a mounted file system is to who only looks.</summary>
internal enum MountSort : byte
{
    /// <summary>Mounted nowhere that is listed, and not known otherwise: of the kernel's own, or taken from its place while files of it were open.</summary>
    Unlisted,

    /// <summary>Answers by itself, from this machine's memory and disks.</summary>
    Local,

    /// <summary>The kernel's own one of memory, where memfds, System V segments and anonymous shared memory are.</summary>
    Memory,

    /// <summary>POSIX message queues.</summary>
    Queue,

    /// <summary>Answers when a program or another machine does, and if that has died never.</summary>
    Foreign,
}
