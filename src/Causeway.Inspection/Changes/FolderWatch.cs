namespace Causeway.Inspection.Changes;

/// <summary>Reads folders' events as they come, on the pool, and says when a look is due.</summary>
internal sealed class FolderWatch : IAsyncDisposable
{
    private readonly FolderEvents _events;
    private readonly SemaphoreSlim _news = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;

    /// <summary>Reads these from now on, and disposes them.</summary>
    public FolderWatch(FolderEvents events, InspectionOptions options)
    {
        _events = events;
        Lives = new NameLives(options.Kinds);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>What came and went.</summary>
    public NameLives Lives { get; }

    /// <summary>Begins; null where there is nothing to be had, see <see cref="FolderEvents.TryBegin"/>.</summary>
    public static FolderWatch? TryBegin(InspectionOptions options) => FolderEvents.TryBegin(options) is { } events ? new FolderWatch(events, options) : null;

    /// <inheritdoc cref="FolderEvents.FindGone"/>
    public SyscallException? FindGone() => _events.FindGone();

    /// <summary>Waits until something has come or gone since the last wait. Fails where events can no longer be read.</summary>
    public async Task WaitAsync(CancellationToken token)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task news = _news.WaitAsync(waiting.Token);
        Task first = await Task.WhenAny(news, _reading).ConfigureAwait(false);
        if (first != news)
        {
            // What was read before it failed is told first.
            await waiting.CancelAsync().ConfigureAwait(false);
            await news.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await (news.IsCompletedSuccessfully ? news : first).ConfigureAwait(false);
        while (_news.Wait(0, CancellationToken.None))
        {
            // One look is for all that has come.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _events.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        List<FolderEvent> taken = [];
        while (true)
        {
            await _events.WaitAsync(_end.Token).ConfigureAwait(false);
            bool isWhole = false;
            try
            {
                isWhole = _events.Read(taken);
            }
            finally
            {
                if (Lives.Add(taken, isWhole))
                    _news.Release();
                taken.Clear();
            }
        }
    }
}
