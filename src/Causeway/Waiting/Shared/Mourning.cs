namespace Causeway.Waiting;

/// <summary>Buries a process that has closed its doorbell, as soon as the kernel has let go of its lock bytes too.</summary>
/// <remarks>
/// A dying process's descriptors are closed one after the other, in an order that nothing promises. Its doorbell says that it dies; that it is
/// dead, of one object, only the lock byte says. Between the two are microseconds, or as long as the kernel is busy: it is asked again, less and less often.
/// </remarks>
internal sealed class Mourning
{
    private const int LongestPause = 1000;
    private readonly Doorbells _bells;
    private readonly ulong _doorbell;
    private readonly Timer _timer;
    private int _pauseMilliseconds = 1;

    private Mourning(Doorbells bells, ulong doorbell)
    {
        (_bells, _doorbell) = (bells, doorbell);
        _timer = ReusableTimer.Create(static state => ((Mourning)state!).Go(), this);
    }

    /// <summary>Buries it now, or soon.</summary>
    public static void Begin(Doorbells bells, ulong doorbell)
    {
        if (!SharedObjects.TryMourn(bells, doorbell))
            new Mourning(bells, doorbell).Pause();
    }

    private void Go()
    {
        if (TryMourn())
            _timer.Dispose();
        else
            Pause();
    }

    private bool TryMourn()
    {
        try
        {
            return SharedObjects.TryMourn(_bells, _doorbell);
        }
        catch (SyscallException)
        {
            // The kernel could not say who lives (ENOLCK, ENOMEM): asked again.
            return false;
        }
    }

    private void Pause()
    {
        _timer.Change(_pauseMilliseconds, Timeout.Infinite);
        _pauseMilliseconds = Math.Min(LongestPause, _pauseMilliseconds * 2);
    }
}
