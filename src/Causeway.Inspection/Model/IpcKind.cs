namespace Causeway;

/// <summary>What an object is, which says what identifies it (<see cref="IpcObjectId"/>).</summary>
public enum IpcKind : byte
{
    /// <summary>An anonymous pipe, by its inode.</summary>
    Pipe,

    /// <summary>A FIFO in a file system, by device and inode.</summary>
    Fifo,

    /// <summary>A socket of any family, by its inode.</summary>
    Socket,

    /// <summary>A System V message queue, by IPC namespace and id.</summary>
    SysVQueue,

    /// <summary>A System V shared memory segment, by IPC namespace and id.</summary>
    SysVSegment,

    /// <summary>A System V semaphore set, by IPC namespace and id.</summary>
    SysVSemaphores,

    /// <summary>A POSIX message queue, by device (each IPC namespace has its own) and inode.</summary>
    PosixQueue,

    /// <summary>POSIX shared memory, a file in /dev/shm, by device and inode.</summary>
    PosixMemory,

    /// <summary>A named POSIX semaphore, a file in /dev/shm, by device and inode.</summary>
    PosixSemaphore,

    /// <summary>Memory with a descriptor and without a name (memfd_create(2)), by device and inode.</summary>
    MemoryFile,

    /// <summary>Shared memory without a descriptor that children inherit (mmap(2), MAP_SHARED and MAP_ANONYMOUS), by device and inode.</summary>
    AnonymousMemory,

    /// <summary>A file that processes map shared, by device and inode.</summary>
    MappedFile,

    /// <summary>An eventfd, by its number in the kernel.</summary>
    EventCounter,

    /// <summary>A signalfd. The kernel tells no identity: by the process and the descriptor that it was found at.</summary>
    SignalDescriptor,

    /// <summary>What pidfds are open for: by the process that is watched; where that has ended or is of elsewhere, as <see cref="SignalDescriptor"/>.</summary>
    ProcessDescriptor,

    /// <summary>A timerfd; identified as <see cref="SignalDescriptor"/>.</summary>
    Timer,

    /// <summary>An epoll instance; identified as <see cref="SignalDescriptor"/>.</summary>
    PollSet,

    /// <summary>A file that has locks or leases, by device and inode.</summary>
    FileLock,

    /// <summary>A futex word that somebody waits at, by device, inode and offset of shared memory, or by process and address.</summary>
    Futex,

    /// <summary>A named object of Causeway's own in the directory of a domain, by device and inode.</summary>
    Domain,

    /// <summary>A shared-memory connection of Causeway's own, by device and inode of its memory.</summary>
    Connection,
}
