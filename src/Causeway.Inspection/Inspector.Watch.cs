using System.Runtime.CompilerServices;
using Causeway.Inspection;
using Causeway.Inspection.Changes;

namespace Causeway;

/// <content>What changes.</content>
public static partial class Inspector
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>What a timer can be set to.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Tells what changes from now on, by looking again and again, and at once when the kernel tells that something came or went. Ends only by the token, or an error.</summary>
    /// <remarks>
    /// <para>
    /// At once, by inotify(7), what has a name in /dev/shm or a domain of Causeway's, POSIX queues, or below
    /// <see cref="InspectionOptions.Directories"/>; also what was removed before it could be looked at, of which the identity has the
    /// number 0 (but for files below those directories, which then nothing tells to be FIFOs or sockets). Looks that are taken for that
    /// take half of the time at the most. All else is told at the interval, and not seen if it comes and goes within.
    /// </para>
    /// <para>
    /// A process's user, namespaces and arguments, and which end of the same pipe a descriptor is, are looked at when the process is
    /// new, when its command changes and at every fifth look; all else at each.
    /// </para>
    /// </remarks>
    /// <param name="options">What at; everything by default.</param>
    /// <param name="interval">How long from one look to the next, if that has been taken by then; a second by default, from a millisecond to 24 days.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is shorter than a millisecond, or longer than 24 days.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">Of <see cref="InspectionOptions.Directories"/> one cannot be watched. ENOENT: it is not there, or not any more: removed or renamed, or its file system unmounted. ENOSPC: fs.inotify.max_user_watches.</exception>
    public static IAsyncEnumerable<InspectionChange> WatchAsync(InspectionOptions? options = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval ?? s_interval, s_shortest, nameof(interval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval ?? s_interval, s_longest, nameof(interval));
        if (options?.Threads is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, nameof(options));
        return Watch(options, interval ?? s_interval, cancellationToken);
    }

    private static async IAsyncEnumerable<InspectionChange> Watch(InspectionOptions? options, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using FolderWatch? folders = FolderWatch.TryBegin(options ?? InspectionOptions.Default);
        using PeriodicTimer timer = new(interval);
        InspectionSeries series = new(options, readsMappings: true);
        InspectionSnapshot before = await Task.Run(() => series.Take(), cancellationToken).ConfigureAwait(false);
        LookTimes times = new(timer, folders);
        while (true)
        {
            await times.NextAsync(cancellationToken).ConfigureAwait(false);

            // Before the look, which then sees that what was in a folder is gone as well: that is told first.
            (SyscallException? gone, InspectionSnapshot after) = await Task.Run(() => (folders?.FindGone(), series.Take()), cancellationToken).ConfigureAwait(false);
            times.Took(after.Duration);
            foreach (InspectionChange change in (folders?.Lives.Settle(before, after) ?? []).Concat(SnapshotDiff.Between(before, after)).OrderBy(static one => one.Time))
                yield return change;
            if (gone is not null)
                throw gone;
            before = after;
        }
    }
}
