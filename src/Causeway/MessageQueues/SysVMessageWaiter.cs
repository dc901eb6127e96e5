using System.Threading.Tasks.Sources;
using Causeway.Waiting;

namespace Causeway.MessageQueues;

/// <summary>A thread that waits in msgrcv(2) for one request at a time, and the task of that request.</summary>
/// <remarks>
/// The gate guards the flags and the token source. Claimed from <see cref="Claim"/> until the message is handed out or the
/// task awaited; requested until the thread takes the request up. No request is accepted after Dispose, and the thread
/// serves one that was accepted before: it finds its wait cancelled. It queues itself to the thread pool: the value task
/// source's own asynchronous continuation allocates a work item each time.
/// </remarks>
internal sealed class SysVMessageWaiter(SysVMessageQueue queue) : IDisposable, IValueTaskSource<SysVMessageInfo>, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly ThreadPark _park = new();
    private ManualResetValueTaskSourceCore<SysVMessageInfo> _core;
    private CancellationTokenSource _stop = new();
    private SysVMessageRequest _request;
    private SysVMessageInfo _message;
    private Exception? _failure;
    private bool _isInline;
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
        ValueTask<SysVMessageInfo> task;
        lock (_gate)
        {
            ThrowIfDisposed();
            EnsureThread();
            _core.Reset();
            _isInline = inlineContinuations;
            _request = request;
            _isRequested = true;
            task = new ValueTask<SysVMessageInfo>(this, _core.Version);
        }

        _park.Wake();
        return task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }

        _park.Wake();
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

    void IThreadPoolWorkItem.Execute() => Complete();

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
        while (true)
        {
            lock (_gate)
            {
                if (_isRequested || _isDisposed)
                {
                    (request, _request) = (_request, default);
                    (bool taken, _isRequested) = (_isRequested, false);
                    return taken;
                }
            }

            _park.Sleep();
        }
    }

    private void Serve(SysVMessageRequest request)
    {
        try
        {
            _message = Receive(request);
            _failure = null;
        }
        catch (Exception e)
        {
            _failure = e;
        }

        // Outside of the block above: with inline continuations the caller's code runs here.
        if (_isInline)
            Complete();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Complete()
    {
        if (_failure is { } failure)
            _core.SetException(failure);
        else
            _core.SetResult(_message);
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
