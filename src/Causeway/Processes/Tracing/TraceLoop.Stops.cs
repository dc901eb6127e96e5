using Causeway.Sys;

namespace Causeway;

/// <summary>What each kind of stop means.</summary>
internal sealed unsafe partial class TraceLoop
{
    private const int SystemCallStop = 5 | 0x80;
    private const int Trap = 5;

    /// <summary>Who made the threads that have not been seen yet: by then it may have ended.</summary>
    private readonly Dictionary<int, TracedProcess> _makers = [];

    private void Handle(int id, int status)
    {
        TracedThread? thread = _threads.Find(id);
        if (!WaitStatus.IsStop(status))
        {
            ChildReaper.ReapedByTracer(id, WaitStatus.Of(status));
            if (thread is not null)
                Vanished(thread, status);
            return;
        }

        int signal = WaitStatus.SignalOf(status);
        if (thread is not null && signal == SystemCallStop && thread.Call.IsUnwanted && !thread.Process.IsLeaving)
        {
            // The one path that is taken for each call that nobody asked for.
            thread.Call.IsUnwanted = false;
            Resume(thread, _resume, 0);
            return;
        }

        int @event = WaitStatus.EventOf(status);
        bool isNew = thread is null;
        thread ??= Adopt(id);
        thread.IsStopped = true;
        if (@event == LibC.PTRACE_EVENT_EXEC)
            thread = Executed(thread);
        bool isAfterStepOver = thread.MaskBeforeStep is not null;
        if (isAfterStepOver)
            EndStepOver(thread);
        if (thread.Process.IsLeaving || _isLeaving)
            Leave(thread, signal, @event, isAfterStepOver);
        else if (@event == LibC.PTRACE_EVENT_EXIT)
            Exiting(thread);
        else if (thread.Process.IsLaunching || thread.Process.IsQuiet)
            Pass(thread, signal, @event, isAfterStepOver);
        else if (signal == SystemCallStop)
            SystemCall(thread);
        else if (@event == 0)
            Signalled(thread, signal, isAfterStepOver);
        else
            Happened(thread, signal, @event, isNew);
    }

    /// <summary>A stop that nobody is to see; copies of breakpoints are stepped over.</summary>
    private void Pass(TracedThread thread, int signal, int @event, bool isAfterStepOver)
    {
        bool isSignal = @event == 0 && signal != SystemCallStop;
        if (@event == LibC.PTRACE_EVENT_STOP && signal != Trap)
            Resume(thread, LibC.PTRACE_LISTEN, 0);
        else if (isSignal && signal == Trap && TrapOf(thread, isAfterStepOver) is { } kind)
            Trapped(thread, kind);
        else
            GoOn(thread, isSignal ? signal : 0);
    }

    private void SystemCall(TracedThread thread)
    {
        LibC.ptrace_syscall_info info;
        if (LibC.ptrace(LibC.PTRACE_GET_SYSCALL_INFO, thread.Id, sizeof(LibC.ptrace_syscall_info), (nint)(&info), out _) < 0)
            return;
        TracedCall call = thread.Call;
        if (info.op == LibC.PTRACE_SYSCALL_INFO_ENTRY)
        {
            call.Enter(&info);
            if (call.IsNative && !_calls.Contains(call.Number))
            {
                call.IsUnwanted = true;
                Resume(thread, _resume, 0);
                return;
            }

            Report(thread, TraceStopKind.SystemCallEntered, 0, signal: 0);
            return;
        }

        call.Exit(&info);
        if (call.Number < 0 && !_calls.Contains(call.Number))
        {
            // Tracing began in the middle of it: nobody knows which call it is.
            GoOn(thread, signal: 0);
            return;
        }

        Report(thread, TraceStopKind.SystemCallExited, 0, signal: 0);
    }

    private void Signalled(TracedThread thread, int signal, bool isAfterStepOver)
    {
        if (signal == Trap && TrapOf(thread, isAfterStepOver) is { } kind)
        {
            Trapped(thread, kind);
            return;
        }

        if (_signals.Contains(new Signal(signal)))
            Report(thread, TraceStopKind.Signal, signal, signal);
        else
            GoOn(thread, signal);
    }

    private void Happened(TracedThread thread, int signal, int @event, bool isNew)
    {
        switch (@event)
        {
            case LibC.PTRACE_EVENT_CLONE or LibC.PTRACE_EVENT_FORK or LibC.PTRACE_EVENT_VFORK:
                int made = EventMessage(thread);
                if (_threads.Find(made) is null)
                    _makers[made] = thread.Process;
                Report(thread, TraceStopKind.Cloned, made, signal: 0);
                break;
            case LibC.PTRACE_EVENT_EXEC:
                Report(thread, TraceStopKind.Executed, EventMessage(thread), signal: 0);
                break;
            case LibC.PTRACE_EVENT_STOP when isNew:
                Report(thread, TraceStopKind.Started, 0, signal: 0, isGroupStop: signal != Trap);
                break;
            case LibC.PTRACE_EVENT_STOP when thread.IsInterruptWanted:
                thread.IsInterruptWanted = false;
                Report(thread, TraceStopKind.Interrupted, 0, signal: 0, isGroupStop: signal != Trap);
                break;
            case LibC.PTRACE_EVENT_STOP when signal != Trap:
                Report(thread, TraceStopKind.GroupStopped, signal, signal: 0, isGroupStop: true);
                break;
            default:
                GoOn(thread, signal: 0);
                break;
        }
    }

    /// <summary>
    /// Lets go here of whoever ends. Its own parent then reaps it as if nobody had traced it: were it reaped here,
    /// a child of this process would be taken from who waits for it.
    /// </summary>
    private void Exiting(TracedThread thread)
    {
        TraceHandler? handler = thread.Process.IsQuiet ? null : _handler;
        try
        {
            handler?.Invoke(new TraceStop(thread, TraceStopKind.Exiting, EventMessage(thread)));
        }
        finally
        {
            _ = LibC.ptrace(LibC.PTRACE_DETACH, thread.Id, 0, 0, out _);
            _threads.Remove(thread);
        }
    }

    /// <summary>Killed so that it did not stop at its end, and reaped by the wait.</summary>
    private void Vanished(TracedThread thread, int status)
    {
        thread.IsStopped = false;
        if (thread.MaskBeforeStep is not null)
            thread.Process.Breakpoints.Lower(thread.AtBreakpoint);
        try
        {
            if (!thread.Process.IsQuiet)
                _handler?.Invoke(new TraceStop(thread, TraceStopKind.Exiting, status));
        }
        finally
        {
            if (thread.Id == thread.ProcessId)
                thread.Process.Exit?.TrySetResult(WaitStatus.Of(status));
            _threads.Remove(thread);
        }
    }

    /// <summary>A thread that a traced one made: the kernel traces it from its start.</summary>
    private TracedThread Adopt(int id)
    {
        // The one that is unknown and no more has been killed.
        int processId = ProcStatus.ProcessOf(id) ?? id;
        bool isChild = _threads.FindProcess(processId) is null;
        TracedThread thread = _threads.Add(id, processId);
        if (!_makers.Remove(id, out TracedProcess? maker) && isChild && ProcStatus.ReadNumber(id, "PPid") is { } parentId)
            maker = _threads.FindProcess(parentId);
        if (!isChild)
            return thread;
        TracedProcess process = thread.Process;
        bool isShared = maker is not null && SharesMemory(processId, maker.Id);
        if (isShared)
        {
            process.Breakpoints = maker!.Breakpoints;
            process.Breakpoints.Share(processId);
        }
        else if (maker is not null)
        {
            process.Breakpoints = maker.Breakpoints.CopyFor(processId);
        }

        if (_isLeaving || _follows)
            return thread;

        // What shares its maker's memory meets the breakpoints that come later, too.
        process.IsQuiet = true;
        process.IsLeaving = process.Breakpoints.IsEmpty && !isShared;
        return thread;
    }

    /// <summary>A child of vfork(2), which posix_spawn(3) makes too, or of clone(2) with CLONE_VM. Not known where the kernel has no kcmp(2).</summary>
    private static bool SharesMemory(int child, int maker) => LibC.kcmp(child, maker, LibC.KCMP_VM) == 0;

    private TracedThread Executed(TracedThread thread)
    {
        thread = _threads.KeepAlone(thread.Id, EventMessage(thread));
        thread.IsStopped = true;
        RestoreMask(thread);
        thread.AtBreakpoint = 0;
        thread.Process.Breakpoints.Leave(thread.ProcessId);
        thread.Process.Breakpoints = new Breakpoints(thread.ProcessId);
        if (thread.Process.IsLaunching)
            thread.Process.ExecutionsToProgram--;
        if (thread.Process.IsQuiet)
            thread.Process.IsLeaving = true;
        return thread;
    }

    private static int EventMessage(TracedThread thread)
    {
        nint message = 0;
        _ = LibC.ptrace(LibC.PTRACE_GETEVENTMSG, thread.Id, 0, (nint)(&message), out _);
        return (int)message;
    }
}
