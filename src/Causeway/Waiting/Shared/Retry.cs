namespace Causeway.Waiting;

/// <summary>What could not be done now: tried again by a timer, less and less often, until it succeeds.</summary>
internal sealed class Retry
{
    private const int LongestPause = 1000;
    private readonly Func<bool> _attempt;
    private readonly Timer _timer;
    private int _pauseMilliseconds = 1;

    private Retry(Func<bool> attempt)
    {
        _attempt = attempt;
        _timer = ReusableTimer.Create(static state => ((Retry)state!).Go(), this);
    }

    /// <summary>Tries it after a while, and again. What it throws ends the process: it says what may pass by its answer.</summary>
    public static void Later(Func<bool> attempt) => new Retry(attempt).Pause();

    private void Go()
    {
        if (_attempt())
            _timer.Dispose();
        else
            Pause();
    }

    private void Pause()
    {
        _timer.Change(_pauseMilliseconds, Timeout.Infinite);
        _pauseMilliseconds = Math.Min(LongestPause, _pauseMilliseconds * 2);
    }
}
