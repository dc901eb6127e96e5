using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Causeway.Sys;

namespace Causeway.Waiting;

/// <summary>One asynchronous wait for a named object, and after it the next: pooled by its object, so that waiting allocates only the first time.</summary>
/// <remarks>It is in its object's queue, or its object's pool, or in the hands of whoever awaits it. It leaves the queue once, under the object's gate.</remarks>
internal sealed class SharedWaiter(SharedObject @object) : LocalWaiter, IValueTaskSource<int>, IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<int> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private Timer? _timer;
    private Deadline _deadline;
    private bool _inline;

    /// <summary>Starts a wait, before anyone else can see the waiter.</summary>
    public void Begin(int mode, Deadline deadline, bool inline)
    {
        _core.Reset();
        Prepare(mode);
        _deadline = deadline;
        _inline = inline;
    }

    /// <summary>Lets the token and the deadline end the wait, which may be over already.</summary>
    public SharedWait Arm(CancellationToken token)
    {
        short version = _core.Version;
        _token = token;
        SetTimer();
        _registration = token.UnsafeRegister(static state => ((SharedWaiter)state!).End(WaitOutcome.Cancelled), this);
        return new SharedWait(@object, this, version, 0);
    }

    /// <inheritdoc/>
    public override bool HasExpired => _deadline.HasPassed;

    /// <inheritdoc/>
    public override int TryServe(SharedObject from) => from.TryTake(Mode, IsUrgent);

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_inline)
            _core.SetResult(Taken);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(Taken);

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        int taken = GetResult(token);
        @object.ThrowIfAbandoned(taken);
        return taken != 0;
    }

    int IValueTaskSource<int>.GetResult(short token) => GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private int GetResult(short token)
    {
        int taken = _core.GetResult(token);

        // Waits for a callback that runs on another thread, so that none can end the next wait.
        _registration.Dispose();
        _timer?.Change(Timeout.Infinite, Timeout.Infinite);
        (WaitOutcome outcome, CancellationToken cancelled) = (Outcome, _token);
        Exception? failure = taken == 0 ? Failure : null;
        _registration = default;
        _token = default;

        // Whoever awaits it for a second time finds another version, and does not put it into the pool twice.
        _core.Reset();
        @object.Return(this);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return outcome switch
        {
            WaitOutcome.Ready => taken,
            WaitOutcome.TimedOut => 0,
            WaitOutcome.Cancelled => throw new OperationCanceledException(cancelled),
            _ => throw new ObjectDisposedException(@object.Name, "The object was closed in this process while it was awaited."),
        };
    }

    private void SetTimer()
    {
        if (_deadline.IsInfinite)
            return;
        _timer ??= ReusableTimer.Create(static state => ((SharedWaiter)state!).Expire(), this);
        _timer.Change(_deadline.ToPollMilliseconds(), Timeout.Infinite);
    }

    private void Expire()
    {
        // Early by the clock's granularity, or for an earlier wait.
        if (_deadline.HasPassed)
            End(WaitOutcome.TimedOut);
        else
            SetTimer();
    }

    private void End(WaitOutcome outcome) => @object.End(this, outcome);
}
