using System.Diagnostics;

namespace Causeway.Inspection.Changes;

/// <summary>When the next look is due: at the interval, or when something came or went, but not without a pause as long as a look.</summary>
internal sealed class LookTimes(PeriodicTimer timer, FolderWatch? folders)
{
    private Task? _tick;
    private Task? _news;
    private long _ended = Stopwatch.GetTimestamp();
    private TimeSpan _duration;

    /// <summary>A look has been taken.</summary>
    public void Took(TimeSpan duration) => (_ended, _duration) = (Stopwatch.GetTimestamp(), duration);

    /// <summary>Waits until the next is due.</summary>
    public async Task NextAsync(CancellationToken token)
    {
        _tick ??= timer.WaitForNextTickAsync(token).AsTask();
        _news ??= folders?.WaitAsync(token) ?? Task.Delay(Timeout.InfiniteTimeSpan, token);
        Task first = await Task.WhenAny(_tick, _news).ConfigureAwait(false);
        await first.ConfigureAwait(false);
        if (first == _tick)
        {
            _tick = null;
            return;
        }

        _news = null;
        TimeSpan pause = _duration - Stopwatch.GetElapsedTime(_ended);
        if (pause > TimeSpan.Zero)
            await Task.Delay(pause, token).ConfigureAwait(false);
    }
}
