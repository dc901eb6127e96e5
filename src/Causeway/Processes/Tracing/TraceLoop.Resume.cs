using Causeway.Sys;

namespace Causeway;

/// <summary>How a stopped thread goes on.</summary>
internal sealed unsafe partial class TraceLoop
{
    /// <summary>Calls the handler and does what it says. A handler that throws ends Run; the thread goes on.</summary>
    private void Report(TracedThread thread, TraceStopKind kind, long detail, int signal, bool isGroupStop = false)
    {
        TraceAction action = TraceAction.Continue;
        try
        {
            if (_handler is { } handler)
                action = handler(new TraceStop(thread, kind, detail));
        }
        finally
        {
            Act(thread, action, signal, isGroupStop);
        }
    }

    private void Act(TracedThread thread, TraceAction action, int signal, bool isGroupStop)
    {
        signal = action.Kind switch
        {
            TraceActionKind.Swallow => 0,
            TraceActionKind.Deliver when signal != 0 => action.Signal.Number,
            _ => signal,
        };
        if (action.Kind == TraceActionKind.Detach || thread.Process.IsLeaving)
        {
            StartLeaving(thread.Process);
            Release(thread, signal);
        }
        else if (isGroupStop)
        {
            Resume(thread, LibC.PTRACE_LISTEN, 0);
        }
        else
        {
            thread.IsStepping = action.Kind == TraceActionKind.Step;
            GoOn(thread, signal);
        }
    }

    private void GoOn(TracedThread thread, int signal)
    {
        if (thread.AtBreakpoint != 0)
            StepOver(thread, signal);
        else
            Resume(thread, thread.IsStepping ? LibC.PTRACE_SINGLESTEP : _resume, signal);
    }

    private void Resume(TracedThread thread, nint request, int signal)
    {
        if (thread.Process is { IsOwnChild: true, Exit: null } && thread.Id == thread.ProcessId && IsAtItsEnd(thread))
        {
            Exiting(thread);
            return;
        }

        thread.IsStopped = false;
        if (request != LibC.PTRACE_SYSCALL && request != LibC.PTRACE_LISTEN)
            thread.Call.Abandon();

        // ESRCH: it was killed meanwhile, and its end is reported like any other.
        _ = LibC.ptrace((int)request, thread.Id, 0, signal, out _);

        // Another stop takes the place of the one that was asked for (ptrace(2)): asked for anew.
        if (thread.IsInterruptWanted)
            _ = LibC.ptrace(LibC.PTRACE_INTERRUPT, thread.Id, 0, 0, out _);
    }

    /// <summary>
    /// Whether the stop is no longer the one that was handled: a thread that is killed goes on from it to the one before its end. Resumed
    /// from there it would be reaped here, in place of who waits for this child of ours.
    /// </summary>
    private static bool IsAtItsEnd(TracedThread thread)
    {
        LibC.siginfo_t info;
        return LibC.ptrace(LibC.PTRACE_GETSIGINFO, thread.Id, 0, (nint)(&info), out _) == 0 && info.si_code == (Trap | (LibC.PTRACE_EVENT_EXIT << 8));
    }
}
