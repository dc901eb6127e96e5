using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>A system call that can wait.</summary>
/// <param name="Name">As in its man page.</param>
/// <param name="Sort">For what.</param>
/// <param name="Timeout">Which argument limits the time by an address; -1 for none.</param>
internal sealed record WaitCall(string Name, WaitSort Sort, int Timeout = -1)
{
    private const int MostNumbers = 512;

    /// <summary>Those that the tracer's table has not: they are no IPC of their own.</summary>
    private static readonly (PerArchitecture Number, WaitCall Call)[] s_others =
    [
        (new(7, -1), new("poll", WaitSort.Poll)),
        (new(271, 73), new("ppoll", WaitSort.Poll, Timeout: 2)),
        (new(23, -1), new("select", WaitSort.Select, Timeout: 4)),
        (new(270, 72), new("pselect6", WaitSort.Select, Timeout: 4)),
        (new(232, -1), new("epoll_wait", WaitSort.PollSet)),
        (new(281, 22), new("epoll_pwait", WaitSort.PollSet)),
        (new(441, 441), new("epoll_pwait2", WaitSort.PollSet, Timeout: 3)),
        (new(61, 260), new("wait4", WaitSort.Child)),
        (new(247, 95), new("waitid", WaitSort.ChildById)),
        (new(35, 101), new("nanosleep", WaitSort.Time)),
        (new(230, 115), new("clock_nanosleep", WaitSort.Time)),
        (new(426, 426), new("io_uring_enter", WaitSort.Other)),
        (new(58, -1), new("vfork", WaitSort.Other)),
        (new(74, 82), new("fsync", WaitSort.Other)),
        (new(75, 83), new("fdatasync", WaitSort.Other)),
        (new(285, 47), new("fallocate", WaitSort.Other)),
        (new(435, 435), new("clone3", WaitSort.Other)),
        (new(208, 4), new("io_getevents", WaitSort.Other, Timeout: 4)),
    ];

    private static readonly WaitCall?[] s_byNumber = ByNumber();

    /// <summary>Whether it may sleep uninterruptibly for what it was called for: the disk that a file is on.</summary>
    public bool MayWaitForFile => Sort is WaitSort.Other or WaitSort.Open or WaitSort.Receive or WaitSort.Send or WaitSort.Splice or WaitSort.FileLock or WaitSort.RangeLock;

    /// <summary>The call of a number on this machine; null for one that is not known here.</summary>
    public static WaitCall? Find(long number) => (ulong)number < MostNumbers ? s_byNumber[number] : null;

    /// <summary>Whether the call goes on with another one that a stop interrupted (restart_syscall(2)), which only the kernel knows.</summary>
    public static bool IsRestart(long number) => CallForms.Find(number) is { IsRestart: true };

    /// <summary>Whether it ends by itself: a timeout was given.</summary>
    public bool IsTimed(SyscallLine line) => Sort switch
    {
        WaitSort.Time => true,
        WaitSort.Poll when Timeout < 0 => (int)line[2] >= 0,
        WaitSort.PollSet when Timeout < 0 => (int)line[3] >= 0,
        _ => Timeout >= 0 && line[Timeout] != 0,
    };

    private static WaitCall?[] ByNumber()
    {
        WaitCall?[] calls = new WaitCall?[MostNumbers];
        foreach (CallForm form in CallForms.All)
        {
            if (form.Number.Value is >= 0 and < MostNumbers and var number)
                calls[number] = OfName(form.Name);
        }

        foreach ((PerArchitecture number, WaitCall call) in s_others)
        {
            if (number.Value >= 0)
                calls[number.Value] = call;
        }

        return calls;
    }

    private static WaitCall OfName(string name) => name switch
    {
        "read" or "readv" or "recvfrom" or "recvmsg" or "mq_timedreceive" => new(name, WaitSort.Receive, name == "mq_timedreceive" ? 4 : -1),
        "recvmmsg" => new(name, WaitSort.Receive, Timeout: 4),
        "write" or "writev" or "sendto" or "sendmsg" or "sendmmsg" or "vmsplice" => new(name, WaitSort.Send),
        "mq_timedsend" => new(name, WaitSort.Send, Timeout: 4),
        "splice" => new(name, WaitSort.Splice),
        "tee" => new(name, WaitSort.Splice),
        "accept" or "accept4" => new(name, WaitSort.Accept),
        "connect" => new(name, WaitSort.Connect),
        "open" or "openat" or "openat2" => new(name, WaitSort.Open),
        "futex" => new(name, WaitSort.Futex, Timeout: 3),
        "futex_waitv" => new(name, WaitSort.FutexSeveral, Timeout: 3),
        "semop" => new(name, WaitSort.Semaphores),
        "semtimedop" => new(name, WaitSort.Semaphores, Timeout: 3),
        "msgsnd" => new(name, WaitSort.MessageSend),
        "msgrcv" => new(name, WaitSort.MessageReceive),
        "flock" => new(name, WaitSort.FileLock),
        "fcntl" => new(name, WaitSort.RangeLock),
        "rt_sigtimedwait" => new(name, WaitSort.Signal, Timeout: 2),
        "rt_sigsuspend" or "pause" => new(name, WaitSort.Signal),
        _ => new(name, WaitSort.Other),
    };
}
