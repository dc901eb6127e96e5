namespace Causeway.Waiting;

/// <summary>A ring for which there was no descriptor (EMFILE): tried again, less and less often, until it goes.</summary>
internal sealed class LateRing
{
    private const int LongestPause = 1000;
    private readonly Doorbells _bells;
    private readonly ulong _doorbell;
    private readonly ulong _cookie;
    private readonly Timer _timer;
    private int _pauseMilliseconds = 1;

    /// <summary>A ring of a doorbell for one of its process's objects.</summary>
    public LateRing(Doorbells bells, ulong doorbell, ulong cookie)
    {
        (_bells, _doorbell, _cookie) = (bells, doorbell, cookie);
        _timer = ReusableTimer.Create(static state => ((LateRing)state!).Go(), this);
    }

    /// <summary>Tries it after a while.</summary>
    public void Pause()
    {
        _timer.Change(_pauseMilliseconds, Timeout.Infinite);
        _pauseMilliseconds = Math.Min(LongestPause, _pauseMilliseconds * 2);
    }

    private void Go()
    {
        if (_bells.TryRing(_doorbell, _cookie))
            _timer.Dispose();
        else
            Pause();
    }
}
