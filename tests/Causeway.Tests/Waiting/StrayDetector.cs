namespace Causeway.Tests.Waiting;

/// <summary>
/// Fails when the calling thread gets the interrupting signal after its call has ended. A read that blocks answers EINTR
/// to it alone: the runtime's own signals have SA_RESTART.
/// </summary>
internal sealed class StrayDetector : IDisposable
{
    private readonly SafeFileDescriptor _eventFd = TestDescriptors.EventFd(nonBlocking: false);
    private readonly SemaphoreSlim _ring = new(0);
    private readonly Thread _ringer;
    private volatile bool _stop;

    public StrayDetector()
    {
        _ringer = new Thread(Run) { IsBackground = true };
        _ringer.Start();
    }

    /// <summary>Blocks in one system call for as long as it takes another thread to run.</summary>
    public void Check()
    {
        _ring.Release();
        Assert.True(TestDescriptors.TryTake(_eventFd, out Errno error), $"a stray signal: {error}");
    }

    public void Dispose()
    {
        _stop = true;
        _ring.Release();
        _ringer.Join();
        _eventFd.Dispose();
        _ring.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _ring.Wait();
            if (_stop)
                return;
            TestDescriptors.Ring(_eventFd);
        }
    }
}
