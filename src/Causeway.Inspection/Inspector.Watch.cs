using System.Runtime.CompilerServices;
using Causeway.Inspection;

namespace Causeway;

/// <content>What changes.</content>
public static partial class Inspector
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Tells what changes from now on, by looking again and again. Ends only by the token.</summary>
    /// <remarks>
    /// A process's user, namespaces and arguments, and which end of the same pipe a descriptor is, are looked at when the process is
    /// new, when its command changes and at every fifth look; all else at each.
    /// </remarks>
    /// <param name="options">What at; everything by default.</param>
    /// <param name="interval">How long from one look to the next, if that has been taken by then; a second by default. What comes and goes within is not seen.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not longer than nothing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IAsyncEnumerable<InspectionChange> WatchAsync(InspectionOptions? options = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval ?? s_interval, TimeSpan.Zero, nameof(interval));
        if (options?.Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(options));
        return Watch(options, interval ?? s_interval, cancellationToken);
    }

    private static async IAsyncEnumerable<InspectionChange> Watch(InspectionOptions? options, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(interval);
        InspectionSeries series = new(options, readsMappings: true);
        InspectionSnapshot before = await Task.Run(() => series.Take(), cancellationToken).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            InspectionSnapshot after = await Task.Run(() => series.Take(), cancellationToken).ConfigureAwait(false);
            foreach (InspectionChange change in SnapshotDiff.Between(before, after))
                yield return change;
            before = after;
        }
    }
}
