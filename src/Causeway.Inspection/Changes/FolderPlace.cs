namespace Causeway.Inspection.Changes;

/// <summary>What a folder is, which tells what its names are of.</summary>
internal enum FolderPlace
{
    /// <summary>/dev/shm: POSIX shared memory and semaphores, and the folders of domains.</summary>
    Memory,

    /// <summary>The mqueue file system: POSIX queues.</summary>
    Queues,

    /// <summary>A domain's.</summary>
    Domain,

    /// <summary>One that the user gave, or one below it: FIFOs and sockets among others.</summary>
    Files,
}
