using System.Threading.Tasks.Sources;

namespace Causeway.Messaging.Rings;

/// <summary>The asynchronous wait of one side, and after it the next: one at a time, so that waiting allocates only the first time.</summary>
/// <remarks>It queues itself to the thread pool: the value task source's own asynchronous continuation allocates a work item each time.</remarks>
internal abstract class RingWaiter(RingSide side) : IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _token;
    private bool _isCancelled;

    /// <summary>Which wait it is.</summary>
    public short Version => _core.Version;

    /// <summary>Before anybody can complete it.</summary>
    public void Begin()
    {
        _core.Reset();
        _isCancelled = false;
    }

    /// <summary>Lets the token end the wait, which may be complete already: its result has not been read yet.</summary>
    public void Arm(CancellationToken token)
    {
        _token = token;
        _registration = token.UnsafeRegister(static state => ((RingSide)state!).CancelWait(), side);
    }

    /// <summary>Has the continuation run. Once for each wait.</summary>
    public void Complete(bool isCancelled, bool inline)
    {
        _isCancelled = isCancelled;
        if (inline)
            Execute();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    public void Execute()
    {
        if (!_isCancelled)
            Finish();
        _core.SetResult(true);
    }

    /// <summary>How it stands.</summary>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <summary>What is to run after it.</summary>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>What is to be done before whoever awaits goes on; it throws nothing.</summary>
    private protected virtual void Finish()
    {
    }

    /// <summary>The wait is over: the caller goes on with the call.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the call has ended.</exception>
    private protected void End(short token)
    {
        _core.GetResult(token);

        // Waits for a callback that runs on another thread, so that none can end the next wait.
        _registration.Dispose();
        CancellationToken cancelled = _token;
        _registration = default;
        _token = default;

        // Whoever reads the result for a second time finds another version.
        _core.Reset();
        side.HasWaited();
        if (!_isCancelled)
            return;
        side.LeaveWait();
        throw new OperationCanceledException(cancelled);
    }
}
