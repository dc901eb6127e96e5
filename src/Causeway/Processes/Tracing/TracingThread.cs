namespace Causeway;

/// <summary>The thread that traces: ptrace(2) obeys only the thread that attached. What others want of it they hand over here.</summary>
/// <remarks>
/// <code>
/// // Caller                               Tracing thread
/// // queue the request, under the gate    before each wait: take what is queued, under the gate, and
/// // cancel the token that was there      replace the token if it is cancelled
/// //                                      wait4, which the token interrupts until it is left
/// </code>
/// A request that comes after the look cancels the token that the wait was given. One that was taken before it cancelled ends one
/// wait for nothing.
/// </remarks>
internal sealed class TracingThread
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Queue<Action> _requests = [];
    private readonly Thread _thread;
    private CancellationTokenSource _wake = new();
    private volatile bool _hasRequests;
    private bool _hasEnded;

    public TracingThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "causeway-tracer" };
        _thread.UnsafeStart();
    }

    /// <summary>Whether the caller is that thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Runs the function there and answers what it does.</summary>
    /// <exception cref="ObjectDisposedException">The thread has ended.</exception>
    public T Invoke<T>(Func<T> function) => IsCurrent ? function() : InvokeAsync(function).GetAwaiter().GetResult();

    /// <inheritdoc cref="Invoke"/>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isPosted = TryPost(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (OperationCanceledException e)
            {
                done.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        ObjectDisposedException.ThrowIf(!isPosted, typeof(ProcessTracer));
        return done.Task;
    }

    /// <summary>Has it done there as soon as the thread is between two stops.</summary>
    /// <returns>Whether the thread still does anything.</returns>
    public bool TryPost(Action request)
    {
        CancellationTokenSource wake;
        lock (_gate)
        {
            if (_hasEnded)
                return false;
            _requests.Enqueue(request);
            _hasRequests = true;
            wake = _wake;
        }

        wake.Cancel();
        _work.Release();
        return true;
    }

    /// <summary>On the thread itself: does what others asked for. The token ends the wait that comes next.</summary>
    public CancellationToken ServeRequests()
    {
        // _hasRequests is set before the token that is handed out here is cancelled: whoever comes after this look ends the wait.
        while (_hasRequests || _wake.IsCancellationRequested)
        {
            Action? request;
            lock (_gate)
            {
                if (_wake.IsCancellationRequested)
                    _wake = new CancellationTokenSource();
                _ = _requests.TryDequeue(out request);
                _hasRequests = _requests.Count > 0;
            }

            request?.Invoke();
        }

        return _wake.Token;
    }

    /// <summary>Ends the thread once everything asked for is done; then it traces nobody any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_hasEnded)
                return;
            _hasEnded = true;
        }

        _work.Release();
        if (!IsCurrent)
            _thread.Join();
    }

    private void Run()
    {
        while (true)
        {
            _work.Wait();
            ServeRequests();
            lock (_gate)
            {
                if (_hasEnded && _requests.Count == 0)
                    return;
            }
        }
    }
}
