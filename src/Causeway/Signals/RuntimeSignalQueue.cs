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
        if (TryTake(out signal))
            return true;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<ReceivedSignal> taking = TakeAsync(source.Token).AsTask();
        if (!TaskWait.Until(taking, deadline))
            source.Cancel();
        try
        {
            signal = taking.GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            token.ThrowIfCancellationRequested();
            return false;
        }
    }

    public async ValueTask<ReceivedSignal> TakeAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        ThrowIfDisposed();
        RuntimeSignalWaiter waiter = new(_signals);
        RuntimeSignals.Enlist(waiter);
        using CancellationTokenRegistration cancelled = token.UnsafeRegister(static (state, token) => Withdraw(state)?.TrySetCanceled(token), waiter);
        using CancellationTokenRegistration closed = _closed.Token.UnsafeRegister(static state => Withdraw(state)?.TrySetException(Closed()), waiter);
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

    private static RuntimeSignalWaiter? Withdraw(object? state) =>
        state is RuntimeSignalWaiter waiter && RuntimeSignals.TryWithdraw(waiter) ? waiter : null;

    private static ObjectDisposedException Closed() => new(nameof(SignalReceiver), "The receiver was disposed while a signal was awaited.");

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, typeof(SignalReceiver));
}
