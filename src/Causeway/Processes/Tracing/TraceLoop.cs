using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>Waits for stops, has the handler called, and lets the threads go on. Everything here happens on the tracing thread.</summary>
internal sealed partial class TraceLoop(TracingThread tracer, ProcessTracerOptions options)
{
    private readonly TracedThreads _threads = new(tracer);
    private readonly PendingStops _pending = new();
    private readonly SystemCallSet _calls = options.SystemCalls;
    private readonly SignalSet _signals = options.Signals;
    private readonly bool _follows = options.FollowChildren;
    private readonly nint _resume = options.SystemCalls.IsEmpty ? LibC.PTRACE_CONT : LibC.PTRACE_SYSCALL;
    private TraceHandler? _handler;
    private bool _isLeaving;
    private bool _hasLeft;

    public TracedThreads Threads => _threads;

    /// <summary>Calls the handler for each stop, until nobody is traced any more.</summary>
    /// <exception cref="TimeoutException">The deadline passed first.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public void Run(TraceHandler handler, Deadline deadline, CancellationToken token)
    {
        if (_handler is not null)
            throw new InvalidOperationException("Run is running already: one handler sees the stops.");
        _handler = handler;
        try
        {
            do
                token.ThrowIfCancellationRequested();
            while (Next(deadline));
        }
        finally
        {
            _handler = null;
        }
    }

    /// <summary>Has a thread stop, for the handler to see.</summary>
    public bool Interrupt(int threadId)
    {
        if (_threads.Find(threadId) is not { } thread)
            return false;
        thread.IsInterruptWanted = true;
        return thread.IsStopped || LibC.ptrace(LibC.PTRACE_INTERRUPT, threadId, 0, 0, out _) == 0;
    }

    public Breakpoints BreakpointsOf(int processId) =>
        _threads.FindProcess(processId)?.Breakpoints ?? throw new ArgumentException($"process {processId} is not traced", nameof(processId));

    /// <summary>One stop, or one request of another thread.</summary>
    /// <returns>Whether there is still somebody to wait for.</returns>
    private bool Next(Deadline deadline)
    {
        CancellationToken wake = tracer.ServeRequests();
        if (_hasLeft)
            return false;
        if (deadline.HasPassed)
            throw TimedOut();
        if (_pending.TryTake(out int id, out int status))
        {
            Handle(id, status);
            return true;
        }

        // Two cannot keep a third from being seen.
        if (_threads.Count > 2)
        {
            _pending.Fetch();
            if (_pending.TryTake(out id, out status))
            {
                Handle(id, status);
                return true;
            }
        }

        TraceWait wait = default;
        nint found;
        Errno error;
        try
        {
            found = BlockingCall.Run(ref wait, deadline, wake, out error);
        }
        catch (OperationCanceledException)
        {
            return true;
        }

        if (found > 0)
        {
            Handle((int)found, wait.Status);
            return true;
        }

        if (error == Errno.ETIMEDOUT)
            throw TimedOut();
        if (error != Errno.ECHILD)
            throw SyscallFailure.Create("wait4", objectName: null, error);
        _threads.Clear();
        return false;
    }

    private static TimeoutException TimedOut() => SyscallFailure.TimedOut("wait4", objectName: null, "the traced processes are still traced");
}
