namespace Causeway.Tests.Waiting;

/// <summary>A thread that cancels token sources after a number of spins: before, during and after the call that they end.</summary>
internal sealed class Canceller : IDisposable
{
    private readonly Thread _thread;
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private CancellationTokenSource? _source;
    private Action? _before;
    private int _spins;

    public Canceller()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public void CancelAfterSpins(CancellationTokenSource source, int spins, Action? before = null)
    {
        _source = source;
        _spins = spins;
        _before = before;
        _start.Release();
    }

    public void WaitUntilDone() => _done.Wait();

    public void Dispose()
    {
        _source = null;
        _start.Release();
        _thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _start.Wait();
            if (_source is not { } source)
                return;
            Thread.SpinWait(_spins);
            _before?.Invoke();
            source.Cancel();
            _done.Release();
        }
    }
}
