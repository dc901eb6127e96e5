using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>One receiver's part of <see cref="RuntimeSignals"/>.</summary>
internal sealed class RuntimeSignalQueue : IDisposable
{
    private readonly SignalSet _signals;
    private readonly CancellationTokenSource _closed = new();
    private int _disposed;

    public RuntimeSignalQueue(SignalSet signals)
    {
        RuntimeSignals.Use(signals);
        _signals = signals;
    }

    public bool TryTake(out ReceivedSignal signal)
    {
        ThrowIfDisposed();
        return RuntimeSignals.TryTake(_signals, out signal);
    }

    /// <summary>On the calling thread.</summary>
    /// <returns>False: the deadline passed.</returns>
    public bool TryTake(Deadline deadline, CancellationToken token, out ReceivedSignal signal)
    {
        RuntimeSignalWaiter waiter = Begin(token);
        using CancellationTokenRegistration cancelled = EndBy(waiter, token);
        using CancellationTokenRegistration closed = EndByDisposal(waiter);

        // For the waiter itself: no thread of the pool is needed to end this one's wait.
        if (!TaskWait.Until(waiter.Task, deadline) && RuntimeSignals.TryWithdraw(waiter))
        {
            signal = default;
            return false;
        }

        signal = waiter.Task.GetAwaiter().GetResult();
        return true;
    }

    public async ValueTask<ReceivedSignal> TakeAsync(CancellationToken token)
    {
        RuntimeSignalWaiter waiter = Begin(token);
        using CancellationTokenRegistration cancelled = EndBy(waiter, token);
        using CancellationTokenRegistration closed = EndByDisposal(waiter);
        return await waiter.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;

        // The source holds nothing: it is not disposed, so that a wait that begins now still ends.
        _closed.Cancel();
        RuntimeSignals.Leave(_signals);
    }

    private RuntimeSignalWaiter Begin(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        RuntimeSignalWaiter waiter = new(_signals);
        RuntimeSignals.Enlist(waiter);
        return waiter;
    }

    private static CancellationTokenRegistration EndBy(RuntimeSignalWaiter waiter, CancellationToken token) =>
        token.UnsafeRegister(static (state, token) => Withdraw(state)?.TrySetCanceled(token), waiter);

    private CancellationTokenRegistration EndByDisposal(RuntimeSignalWaiter waiter) =>
        _closed.Token.UnsafeRegister(static state => Withdraw(state)?.TrySetException(Closed()), waiter);

    private static RuntimeSignalWaiter? Withdraw(object? state) =>
        state is RuntimeSignalWaiter waiter && RuntimeSignals.TryWithdraw(waiter) ? waiter : null;

    private static ObjectDisposedException Closed() => new(nameof(SignalReceiver), "The receiver was disposed while a signal was awaited.");

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, typeof(SignalReceiver));
}
