using Causeway.Sys;

namespace Causeway;

/// <summary>What a process can be limited in (setrlimit(2)).</summary>
public enum ResourceLimit
{
    /// <summary>RLIMIT_CPU, seconds of CPU: at the soft limit SIGXCPU each second, at the hard one SIGKILL.</summary>
    CpuTime = LibC.RLIMIT_CPU,

    /// <summary>RLIMIT_FSIZE, bytes of a file it writes: SIGXFSZ beyond.</summary>
    FileSize = LibC.RLIMIT_FSIZE,

    /// <summary>RLIMIT_DATA, bytes of data and private writable mappings: ENOMEM beyond.</summary>
    Data = LibC.RLIMIT_DATA,

    /// <summary>RLIMIT_STACK, bytes of the main thread's stack, arguments and environment included: SIGSEGV beyond.</summary>
    Stack = LibC.RLIMIT_STACK,

    /// <summary>RLIMIT_CORE, bytes of a core dump; 0 for none.</summary>
    Core = LibC.RLIMIT_CORE,

    /// <summary>RLIMIT_RSS, resident bytes: without effect in Linux.</summary>
    ResidentSet = LibC.RLIMIT_RSS,

    /// <summary>RLIMIT_NPROC, processes and threads of its user: EAGAIN beyond. Not for root.</summary>
    Processes = LibC.RLIMIT_NPROC,

    /// <summary>RLIMIT_NOFILE, one more than the highest descriptor number: EMFILE beyond.</summary>
    OpenFiles = LibC.RLIMIT_NOFILE,

    /// <summary>RLIMIT_MEMLOCK, bytes it may lock in memory.</summary>
    LockedMemory = LibC.RLIMIT_MEMLOCK,

    /// <summary>RLIMIT_AS, bytes of its address space: ENOMEM beyond.</summary>
    AddressSpace = LibC.RLIMIT_AS,

    /// <summary>RLIMIT_LOCKS: without effect in Linux.</summary>
    FileLocks = LibC.RLIMIT_LOCKS,

    /// <summary>RLIMIT_SIGPENDING, signals queued for its user: EAGAIN for sigqueue(3) beyond.</summary>
    PendingSignals = LibC.RLIMIT_SIGPENDING,

    /// <summary>RLIMIT_MSGQUEUE, bytes of its user's POSIX message queues.</summary>
    MessageQueues = LibC.RLIMIT_MSGQUEUE,

    /// <summary>RLIMIT_NICE: the nice value may fall to 20 less this.</summary>
    Nice = LibC.RLIMIT_NICE,

    /// <summary>RLIMIT_RTPRIO, the highest real-time priority.</summary>
    RealTimePriority = LibC.RLIMIT_RTPRIO,

    /// <summary>RLIMIT_RTTIME, microseconds of CPU under real-time scheduling without a blocking call: SIGXCPU beyond.</summary>
    RealTimeTime = LibC.RLIMIT_RTTIME,
}
