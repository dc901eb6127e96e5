namespace Causeway.Inspection.Waiting;

/// <summary>What kind of thing a system call can wait for.</summary>
internal enum WaitSort
{
    /// <summary>Nothing that is known here.</summary>
    Other,

    /// <summary>Time alone.</summary>
    Time,

    /// <summary>A signal.</summary>
    Signal,

    /// <summary>Bytes or a message at a descriptor.</summary>
    Receive,

    /// <summary>Room at a descriptor.</summary>
    Send,

    /// <summary>Both: from the first argument to the third.</summary>
    Splice,

    /// <summary>A connection.</summary>
    Accept,

    /// <summary>A listener's acceptance.</summary>
    Connect,

    /// <summary>The other end of a FIFO.</summary>
    Open,

    /// <summary>One of several descriptors, in an array.</summary>
    Poll,

    /// <summary>One of several descriptors, in bit sets.</summary>
    Select,

    /// <summary>What an epoll instance watches.</summary>
    PollSet,

    /// <summary>A word of memory.</summary>
    Futex,

    /// <summary>One of several words of memory.</summary>
    FutexSeveral,

    /// <summary>System V semaphores.</summary>
    Semaphores,

    /// <summary>Room in a System V queue.</summary>
    MessageSend,

    /// <summary>A message in a System V queue.</summary>
    MessageReceive,

    /// <summary>The lock of a file: flock(2).</summary>
    FileLock,

    /// <summary>A lock of a range, and other commands: fcntl(2).</summary>
    RangeLock,

    /// <summary>The end of a child: wait4(2).</summary>
    Child,

    /// <summary>The same: waitid(2).</summary>
    ChildById,
}
