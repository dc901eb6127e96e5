using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>One thread, as the target of interruptions: reused for every call that it blocks in.</summary>
/// <remarks>
/// <code>
/// // Blocked thread                        Canceller
/// // Enter: inside = true                  Request: requested = true, queued with the sender
/// // msgrcv                                sender, under the gate: inside and requested -> tgkill, signalled = true
/// //   a signal before the kernel sleeps     sends again every millisecond until inside is false
/// //   is lost: hence the repetition
/// // Leave, under the gate: inside = false
/// //   signalled: one system call, on whose
/// //   return the kernel delivers what is
/// //   still pending
/// </code>
/// No signal is sent after Leave took the gate, and none is pending after Leave returned: the thread's next system
/// call is never interrupted by a late one.
/// </remarks>
internal sealed unsafe class InterruptTarget
{
    [ThreadStatic]
    private static InterruptTarget? t_current;

    private readonly Lock _gate = new();
    private readonly int _threadId = LibC.gettid();
    private readonly Timer _timer;
    private CancellationTokenRegistration _registration;
    private Deadline _deadline = Deadline.Infinite;
    private bool _inside;
    private bool _requested;
    private bool _signalled;

    private InterruptTarget()
    {
        _timer = ReusableTimer.Create(static state => ((InterruptTarget)state!).Expire(), this);
        Unblock();
    }

    /// <summary>The calling thread's target.</summary>
    public static InterruptTarget Current => t_current ??= new InterruptTarget();

    /// <summary>From here until <see cref="Leave"/> the token and the deadline interrupt this thread's system calls.</summary>
    public void Enter(Deadline deadline, CancellationToken token)
    {
        lock (_gate)
        {
            _inside = true;
            _requested = false;
            _signalled = false;
            _deadline = deadline;
        }

        _registration = token.UnsafeRegister(static state => ((InterruptTarget)state!).Request(), this);
        if (!deadline.IsInfinite)
            _timer.Change(deadline.ToPollMilliseconds(), Timeout.Infinite);
    }

    /// <summary>From here on nothing interrupts this thread.</summary>
    public void Leave()
    {
        _registration.Dispose();
        bool signalled;
        lock (_gate)
        {
            _inside = false;
            _deadline = Deadline.Infinite;
            signalled = _signalled;
        }

        _timer.Change(Timeout.Infinite, Timeout.Infinite);
        if (signalled)
            _ = LibC.sched_yield();
    }

    /// <summary>Sends the signal if the thread is still inside the call that it is wanted out of.</summary>
    /// <returns>Whether to try again.</returns>
    public bool TrySignal()
    {
        lock (_gate)
        {
            if (!_inside || !_requested)
                return false;
            _signalled = true;
            int result = LibC.tgkill(Environment.ProcessId, _threadId, Interrupter.Signal.Number);
            Errno error = Errno.Last;
            if (result != 0 && error != Errno.EAGAIN)
                throw SyscallFailure.Create("tgkill", Interrupter.Signal.Name, error);
            return true;
        }
    }

    /// <summary>Sends the signal once, to a thread that is known to be in a call which it is to begin anew.</summary>
    public void SignalNow() => _ = LibC.tgkill(Environment.ProcessId, _threadId, Interrupter.Signal.Number);

    /// <summary>A mask is inherited through exec: a process may have been started with every real-time signal blocked.</summary>
    private static void Unblock()
    {
        LibC.sigset_t set = new() { bits = SignalSet.Of(Interrupter.Signal).Bits };
        int error = LibC.pthread_sigmask(LibC.SIG_UNBLOCK, &set, null);
        if (error != 0)
            throw SyscallFailure.Create("pthread_sigmask", Interrupter.Signal.Name, new Errno(error));
    }

    private void Request()
    {
        lock (_gate)
        {
            if (!_inside)
                return;
            _requested = true;
        }

        InterruptSender.Add(this);
    }

    /// <summary>A timer of an earlier call finds a deadline that has not passed.</summary>
    private void Expire()
    {
        lock (_gate)
        {
            if (!_inside || _deadline.IsInfinite)
                return;
            if (!_deadline.HasPassed)
            {
                _timer.Change(_deadline.ToPollMilliseconds(), Timeout.Infinite);
                return;
            }

            // Under the same hold of the gate: by the next the thread may be in a call that nobody wants it out of.
            _requested = true;
        }

        InterruptSender.Add(this);
    }
}
