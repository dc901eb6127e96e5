using System.Runtime.InteropServices;
using Causeway.Sys;

namespace Causeway;

/// <summary>A stop of a traced thread, valid until the handler returns.</summary>
public readonly unsafe ref struct TraceStop
{
    private readonly long _detail;

    internal TraceStop(TracedThread thread, TraceStopKind kind, long detail)
    {
        Thread = thread;
        Kind = kind;
        _detail = detail;
    }

    /// <summary>The thread, whose registers and memory can be read and written now.</summary>
    public TracedThread Thread { get; }

    /// <summary>Why it stopped: says which of the other members mean something.</summary>
    public TraceStopKind Kind { get; }

    /// <summary>The system call's number on <see cref="SystemCallArchitecture"/>; -1 at an exit whose entry was not seen.</summary>
    public long SystemCall => Thread.Call.Number;

    /// <summary>The architecture that the call is made for: a 64-bit kernel also runs 32-bit programs, whose calls have other numbers.</summary>
    public Architecture SystemCallArchitecture => Thread.Call.Architecture;

    /// <summary>The call's six arguments as they were at its entry; how many of them mean something depends on the call.</summary>
    public ReadOnlySpan<ulong> Arguments => Thread.Call.Arguments;

    /// <summary>What the call answered; negative the number of an error, where <see cref="Error"/> says so. Only at <see cref="TraceStopKind.SystemCallExited"/>.</summary>
    public long Result => Thread.Call.Result;

    /// <summary>The call's error; the default value where it succeeded. Only at <see cref="TraceStopKind.SystemCallExited"/>.</summary>
    public Errno Error => Thread.Call.Error;

    /// <summary>The signal of a <see cref="TraceStopKind.Signal"/> and of a <see cref="TraceStopKind.GroupStopped"/>.</summary>
    public Signal Signal => new(Kind is TraceStopKind.Signal or TraceStopKind.GroupStopped ? (int)_detail : 0);

    /// <summary>The thread that was made: only at <see cref="TraceStopKind.Cloned"/>.</summary>
    public int NewThreadId => Kind == TraceStopKind.Cloned ? (int)_detail : 0;

    /// <summary>The id that the thread had before it took its process's: only at <see cref="TraceStopKind.Executed"/>.</summary>
    public int FormerThreadId => Kind == TraceStopKind.Executed ? (int)_detail : 0;

    /// <summary>The address of the breakpoint: only at <see cref="TraceStopKind.Breakpoint"/>.</summary>
    public ulong BreakpointAddress => Kind == TraceStopKind.Breakpoint ? (ulong)_detail : 0;

    /// <summary>How the thread ends, and with its last thread the process: only at <see cref="TraceStopKind.Exiting"/>.</summary>
    public ChildExitStatus ExitStatus => WaitStatus.Of((int)_detail);

    /// <summary>Whether it is the last thread of its process: only at <see cref="TraceStopKind.Exiting"/>.</summary>
    public bool IsLastThread => Thread.Process.ThreadCount <= 1;

    /// <summary>Cause, sender and value of the signal (PTRACE_GETSIGINFO): only at <see cref="TraceStopKind.Signal"/>.</summary>
    /// <exception cref="SyscallException">ESRCH: the thread was killed meanwhile. EINVAL: it has no signal.</exception>
    public ReceivedSignal ReadSignalInfo()
    {
        LibC.siginfo_t info = Thread.ReadSignalInfo();
        return SignalInfo.Read(ref info);
    }

    /// <summary>The same; false where the thread was killed meanwhile, so that the signal is never delivered.</summary>
    public bool TryReadSignalInfo(out ReceivedSignal info)
    {
        LibC.siginfo_t found;
        bool isThere = LibC.ptrace(LibC.PTRACE_GETSIGINFO, Thread.Id, 0, (nint)(&found), out _) == 0 && found.si_signo == Signal.Number;
        info = isThere ? SignalInfo.Read(ref found) : default;
        return isThere;
    }

    /// <summary>The address whose use raised SIGSEGV or SIGBUS, the instruction that raised SIGILL or SIGFPE; meaningless of other signals, and where a process sent it.</summary>
    /// <inheritdoc cref="ReadSignalInfo"/>
    public ulong ReadFaultAddress() => (ulong)Thread.ReadSignalInfo().si_addr;
}
