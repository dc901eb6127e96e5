namespace Causeway;

/// <summary>What a system call communicates through, as <see cref="IpcCallReader"/> sorts calls.</summary>
public enum IpcMechanism
{
    /// <summary>Pipes: pipe2, and reading, writing and closing their ends; splice and tee.</summary>
    Pipe,

    /// <summary>FIFOs: opening one, and reading, writing and closing it.</summary>
    Fifo,

    /// <summary>Sockets of any family.</summary>
    Socket,

    /// <summary>POSIX message queues.</summary>
    PosixQueue,

    /// <summary>System V message queues.</summary>
    SysVQueue,

    /// <summary>System V semaphores. POSIX semaphores are futexes in shared memory.</summary>
    SysVSemaphore,

    /// <summary>System V shared memory.</summary>
    SysVMemory,

    /// <summary>Shared mappings, files in /dev/shm, and memfds.</summary>
    SharedMemory,

    /// <summary>futex(2): under every lock, condition and POSIX semaphore that has to wait.</summary>
    Futex,

    /// <summary>eventfd(2).</summary>
    EventCounter,

    /// <summary>Signals: sending, waiting for, blocking and handling them; signalfd.</summary>
    Signal,

    /// <summary>File locks: flock(2) and those of fcntl(2).</summary>
    FileLock,

    /// <summary>Descriptors of processes: pidfd_open and its kin.</summary>
    Process,
}
