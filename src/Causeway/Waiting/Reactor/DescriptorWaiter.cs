using System.Threading.Tasks.Sources;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>How a wait for a descriptor ended.</summary>
internal enum WaitOutcome
{
    /// <summary>There was an edge.</summary>
    Ready,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The token was cancelled.</summary>
    Cancelled,

    /// <summary>The descriptor's handle was disposed.</summary>
    Closed,
}

/// <summary>One wait, and after it the next: pooled by its watch, so that waiting allocates only the first time.</summary>
/// <remarks>
/// It queues itself to the thread pool: the value task source's own asynchronous continuation allocates a work item
/// each time.
/// </remarks>
internal sealed class DescriptorWaiter(DescriptorWatch watch) : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<WaitOutcome> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private Timer? _timer;
    private WaitOutcome _outcome;
    private bool _inline;

    /// <summary>The next in the list that this waiter is in. Under the watch's gate.</summary>
    public DescriptorWaiter? Next { get; set; }

    public Direction Direction { get; private set; }

    public Deadline Deadline { get; private set; } = Deadline.Infinite;

    /// <summary>Starts a wait. Under the watch's gate, before anyone else can see the waiter.</summary>
    public void Begin(Direction direction, Deadline deadline, bool inline)
    {
        _core.Reset();
        _inline = inline;
        Direction = direction;
        Deadline = deadline;
        SetTimer();
    }

    /// <summary>
    /// Has the timer ring at this wait's deadline. Under the watch's gate, so that a timer that rang for an earlier wait
    /// cannot set it to that one's.
    /// </summary>
    public void SetTimer()
    {
        if (Deadline.IsInfinite)
            return;
        _timer ??= ReusableTimer.Create(static state => ((DescriptorWaiter)state!).Expire(), this);
        _timer.Change(Deadline.ToPollMilliseconds(), Timeout.Infinite);
    }

    /// <summary>
    /// Lets the token end the wait. The waiter may be complete already, but not recycled: only the
    /// consumer does that, and it has not been given the task yet.
    /// </summary>
    public ValueTask<bool> Arm(CancellationToken token)
    {
        _token = token;
        _registration = token.UnsafeRegister(static state => ((DescriptorWaiter)state!).Cancel(), this);
        return new ValueTask<bool>(this, _core.Version);
    }

    /// <summary>Has the continuation run. Called once for each wait, outside the gate.</summary>
    public void Complete(WaitOutcome outcome)
    {
        if (_inline)
        {
            _core.SetResult(outcome);
            return;
        }

        _outcome = outcome;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(_outcome);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        WaitOutcome outcome = _core.GetResult(token);

        // Waits for a callback that runs on another thread, so that none can end the next wait.
        _registration.Dispose();
        _timer?.Change(Timeout.Infinite, Timeout.Infinite);
        CancellationToken cancelled = _token;
        _registration = default;
        _token = default;
        watch.Return(this);
        return outcome switch
        {
            WaitOutcome.Ready => true,
            WaitOutcome.TimedOut => false,
            WaitOutcome.Cancelled => throw new OperationCanceledException(cancelled),
            _ => throw new ObjectDisposedException(nameof(SafeFileDescriptor), "The descriptor was disposed while it was awaited."),
        };
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel() => watch.End(this, WaitOutcome.Cancelled);

    private void Expire() => watch.EndIfLate(this);
}
