using System.Threading.Tasks.Sources;

namespace Causeway.MessageQueues;

/// <summary>A thread that waits in msgrcv(2) for one request at a time, and the task of that request.</summary>
/// <remarks>
/// The gate guards the flags and the token source. Claimed from <see cref="Claim"/> until the message is handed out or the
/// task awaited; requested until the thread takes the request up. No request is accepted after Dispose, and the thread
/// serves one that was accepted before: it finds its wait cancelled.
/// </remarks>
internal sealed class SysVMessageWaiter(SysVMessageQueue queue) : IDisposable, IValueTaskSource<SysVMessageInfo>
{
    private readonly object _gate = new();
    private ManualResetValueTaskSourceCore<SysVMessageInfo> _core;
    private CancellationTokenSource _stop = new();
    private SysVMessageRequest _request;
    private bool _isClaimed;
    private bool _isRequested;
    private bool _hasThread;
    private bool _isDisposed;

    public SysVMessageQueue Queue => queue;

    /// <summary>Makes the caller the one who receives.</summary>
    /// <exception cref="InvalidOperationException">The task of an earlier receive has not been awaited.</exception>
    /// <exception cref="ObjectDisposedException">No more messages.</exception>
    public void Claim()
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            if (_isClaimed)
                throw new InvalidOperationException("this receiver is receiving already; await that first, or use another receiver");
            _isClaimed = true;
        }
    }

    public void Release()
    {
        lock (_gate)
            _isClaimed = false;
    }

    /// <summary>Has the thread wait for a message. The claim ends when the task is awaited, or at once where this throws.</summary>
    public ValueTask<SysVMessageInfo> WaitAsync(SysVMessageRequest request, bool inlineContinuations)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            EnsureThread();
            _core.Reset();
            _core.RunContinuationsAsynchronously = !inlineContinuations;
            _request = request;
            _isRequested = true;
            Monitor.Pulse(_gate);
            return new ValueTask<SysVMessageInfo>(this, _core.Version);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            Monitor.Pulse(_gate);
        }

        _stop.Cancel();
    }

    SysVMessageInfo IValueTaskSource<SysVMessageInfo>.GetResult(short token)
    {
        bool ended = _core.GetStatus(token) != ValueTaskSourceStatus.Pending;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (ended)
                Release();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<SysVMessageInfo>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<SysVMessageInfo>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, typeof(SysVMessageReceiver));

    private void EnsureThread()
    {
        if (_hasThread)
            return;
        new Thread(static state => ((SysVMessageWaiter)state!).Run()) { IsBackground = true, Name = "causeway-receiver" }.UnsafeStart(this);
        _hasThread = true;
    }

    private void Run()
    {
        while (TryTake(out SysVMessageRequest request))
            Serve(request);
    }

    /// <summary>Waits for a request; false: disposed, and none is left.</summary>
    private bool TryTake(out SysVMessageRequest request)
    {
        lock (_gate)
        {
            while (!_isRequested && !_isDisposed)
                Monitor.Wait(_gate);
            (request, _request) = (_request, default);
            (bool taken, _isRequested) = (_isRequested, false);
            return taken;
        }
    }

    private void Serve(SysVMessageRequest request)
    {
        SysVMessageInfo message;
        try
        {
            message = Receive(request);
        }
        catch (Exception e)
        {
            _core.SetException(e);
            return;
        }

        // Outside of the block above: with inline continuations the caller's code runs here.
        _core.SetResult(message);
    }

    /// <summary>One token source ends the wait for the caller's token and for Dispose; a used one is replaced.</summary>
    private SysVMessageInfo Receive(SysVMessageRequest request)
    {
        try
        {
            using (request.Token.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop))
                return queue.ReceiveTried(request.Buffer.Span, request.Selection, request.Truncate, _stop.Token);
        }
        catch (OperationCanceledException e)
        {
            request.Token.ThrowIfCancellationRequested();
            throw new ObjectDisposedException("the receiver was disposed while it waited", e);
        }
        finally
        {
            lock (_gate)
            {
                if (_stop.IsCancellationRequested && !_isDisposed)
                    _stop = new CancellationTokenSource();
            }
        }
    }
}
