using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>What a process does with signals: which are pending, blocked, ignored and caught (/proc/PID/status), at one reading.</summary>
/// <remarks>Of a process that has ended and is not reaped yet it is what that had.</remarks>
public sealed class ProcessSignals
{
    private ProcessSignals(int processId, int threadId, string[] lines)
    {
        ProcessId = processId;
        ThreadId = threadId;
        PendingForThread = ProcStatus.SignalsOf(lines, "SigPnd");
        Pending = ProcStatus.SignalsOf(lines, "ShdPnd");
        Blocked = ProcStatus.SignalsOf(lines, "SigBlk");
        Ignored = ProcStatus.SignalsOf(lines, "SigIgn");
        Caught = ProcStatus.SignalsOf(lines, "SigCgt");
        string[] queue = (ProcStatus.FieldOf(lines, "SigQ") ?? throw ProcStatus.NoSignals("SigQ")).Split('/');
        Queued = ulong.Parse(queue[0], CultureInfo.InvariantCulture);
        QueueLimit = ulong.Parse(queue[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The process.</summary>
    public int ProcessId { get; }

    /// <summary>The thread that <see cref="Blocked"/> and <see cref="PendingForThread"/> are of: the main thread, whose id is the pid, unless another was asked for.</summary>
    public int ThreadId { get; }

    /// <summary>Sent to the process, and taken by no thread yet (ShdPnd).</summary>
    public SignalSet Pending { get; }

    /// <summary>Sent to this thread alone, and not taken yet (SigPnd).</summary>
    public SignalSet PendingForThread { get; }

    /// <summary>What this thread blocks (SigBlk): it waits.</summary>
    public SignalSet Blocked { get; }

    /// <summary>What the process ignores (SigIgn), of its own doing: not what is ignored by default, as SIGCHLD is.</summary>
    public SignalSet Ignored { get; }

    /// <summary>What the process has a handler for (SigCgt).</summary>
    public SignalSet Caught { get; }

    /// <summary>How many signals are queued for the process's user, in all its processes (SigQ).</summary>
    public ulong Queued { get; }

    /// <summary>How many may be for this process to be sent more with a value: its RLIMIT_SIGPENDING (SigQ).</summary>
    public ulong QueueLimit { get; }

    /// <summary>Reads the state of a process and its main thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No pid.</exception>
    /// <exception cref="SyscallException">ESRCH: no such process, or none any more.</exception>
    public static ProcessSignals Of(int processId) => TryRead(processId) ?? throw Missing(PathOf(processId));

    /// <summary>Reads the state of a process and one of its threads.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="threadId">The thread's id in the kernel, as gettid(2) and /proc/PID/task have it.</param>
    /// <exception cref="ArgumentOutOfRangeException">No pid.</exception>
    /// <exception cref="SyscallException">ESRCH: no such process or thread, or none any more.</exception>
    public static ProcessSignals OfThread(int processId, int threadId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threadId);
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task/{threadId}/status");
        return TryRead(processId, threadId, path) ?? throw Missing(path);
    }

    /// <summary>As <see cref="Of"/>; null where there is none.</summary>
    internal static ProcessSignals? TryRead(int processId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processId);
        return TryRead(processId, processId, PathOf(processId));
    }

    private static ProcessSignals? TryRead(int processId, int threadId, string path) =>
        ProcStatus.TryReadLines(path) is { } lines ? new ProcessSignals(processId, threadId, lines) : null;

    private static string PathOf(int processId) => string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status");

    private static SyscallException Missing(string path) => SyscallFailure.Create("read", path, Errno.ESRCH, "it has ended, or never was");
}
