using Causeway.Sys;

namespace Causeway;

/// <summary>Letting go.</summary>
internal sealed unsafe partial class TraceLoop
{
    /// <summary>How long a thread may take to stop: one that waits in the kernel, for a vfork child say, may take for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Lets everybody go. Those that do not stop in time are let go by the kernel when the tracing thread ends, as soon as this returns.</summary>
    public void DetachAll()
    {
        _isLeaving = true;
        foreach (TracedProcess process in _threads.Processes)
            StartLeaving(process);
        try
        {
            // The one that is stopped for a handler that disposes the tracer goes when the handler returns.
            Deadline patience = Deadline.After(s_patience);
            while (_threads.All.Any(static thread => !thread.IsStopped) && Next(patience))
            {
            }
        }
        catch (TimeoutException)
        {
            // What was put into their memory has been taken out, and no stop of theirs was fetched.
        }

        _hasLeft = true;
        foreach (TracedProcess process in _threads.Processes)
            process.Exit?.TrySetResult(null);
    }

    /// <summary>Lets the threads of a process go, each as soon as it stops.</summary>
    public void Detach(int processId)
    {
        if (_threads.FindProcess(processId) is { } process)
            StartLeaving(process);
    }

    private void StartLeaving(TracedProcess process)
    {
        if (process.IsLeaving)
            return;
        process.IsLeaving = true;
        process.Breakpoints.RemoveAll();

        // A child that was kept only for the breakpoints that it might meet in this memory.
        foreach (TracedProcess other in _threads.Processes)
        {
            if (other.IsQuiet && other.Breakpoints == process.Breakpoints)
                StartLeaving(other);
        }

        foreach (TracedThread thread in _threads.All)
        {
            if (thread.Process == process && !thread.IsStopped)
                _ = LibC.ptrace(LibC.PTRACE_INTERRUPT, thread.Id, 0, 0, out _);
        }
    }

    /// <summary>A stop of a thread that is to be let go: a signal that is not of our own making is delivered.</summary>
    private void Leave(TracedThread thread, int signal, int @event, bool isAfterStepOver)
    {
        bool isSignal = @event == 0 && signal != SystemCallStop;
        if (isSignal && signal == Trap && TrapOf(thread, isAfterStepOver) is { } kind)
        {
            if (kind != TrapKind.Step)
                StepBack(thread);
            isSignal = false;
        }

        Release(thread, isSignal ? signal : 0);
    }

    /// <summary>In a group stop it stays stopped.</summary>
    private void Release(TracedThread thread, int signal)
    {
        _ = LibC.ptrace(LibC.PTRACE_DETACH, thread.Id, 0, signal, out _);
        _threads.Remove(thread);
    }
}
