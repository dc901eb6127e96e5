using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <content>Waiting for several.</content>
public abstract partial class NamedWaitHandle
{
    /// <summary>What <see cref="WaitAny"/> answers when the time is over, as <see cref="WaitHandle.WaitTimeout"/>.</summary>
    public const int WaitTimeout = WaitHandle.WaitTimeout;

    /// <summary>Waits for any of several objects, of whatever kinds and domains; takes that one alone.</summary>
    /// <param name="handles">One or more. Where several can be had, the first of them is taken.</param>
    /// <param name="timeout">null or <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The index of the one that was taken; <see cref="WaitTimeout"/>: none in time.</returns>
    /// <exception cref="ArgumentException">No handle.</exception>
    /// <exception cref="AbandonedMutexException">One whose last owner died with it: the one at <see cref="AbandonedMutexException.MutexIndex"/> is taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">One of them was disposed.</exception>
    public static int WaitAny(IReadOnlyList<NamedWaitHandle> handles, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Check(handles, timeout, cancellationToken);
        if (TryTakeAny(handles, null) is var first and >= 0)
            return first;
        using SeveralWait several = new(handles, all: false);
        while (true)
        {
            several.Look();
            if (TryTakeAny(handles, several) is var index and >= 0)
                return index;
            if (!several.Wait(deadline, cancellationToken))
                return WaitTimeout;
        }
    }

    /// <summary>As <see cref="WaitAny"/>, without a thread.</summary>
    /// <inheritdoc cref="WaitAny"/>
    /// <exception cref="NotSupportedException">One of them is a mutex, which belongs to a thread.</exception>
    public static async ValueTask<int> WaitAnyAsync(IReadOnlyList<NamedWaitHandle> handles, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = CheckAsync(handles, timeout, cancellationToken);
        if (TryTakeAny(handles, null) is var first and >= 0)
            return first;
        using SeveralWait several = new(handles, all: false);
        while (true)
        {
            several.Look();
            if (TryTakeAny(handles, several) is var index and >= 0)
                return index;
            if (!await several.WaitAsync(deadline, cancellationToken).ConfigureAwait(false))
                return WaitTimeout;
        }
    }

    /// <summary>Waits until all of several objects, of whatever kinds and domains, can be had at once, and takes them all; or none.</summary>
    /// <param name="handles">One or more, none of them twice.</param>
    /// <param name="timeout">null or <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>False: not in time, and none is taken.</returns>
    /// <remarks>
    /// They are taken one after the other, when all look free, in an order that is the same for all processes; where one then cannot be had, the others are
    /// given back. For that moment somebody else may find them taken. Who waits for several does not get the turn of who waits for one: where
    /// others never leave all of them free at once, it goes on waiting.
    /// </remarks>
    /// <exception cref="ArgumentException">No handle; or of one read-write lock the side to write and another.</exception>
    /// <exception cref="DuplicateWaitObjectException">One object twice.</exception>
    /// <exception cref="AbandonedMutexException">All are taken, and the last owner of one of them died with it; the message says of which.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">One of them was disposed.</exception>
    public static bool WaitAll(IReadOnlyList<NamedWaitHandle> handles, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Check(handles, timeout, cancellationToken);
        NamedWaitHandle[] ordered = InOrder(handles);
        if (TryTakeAll(ordered))
            return true;
        using SeveralWait several = new(handles, all: true);
        while (true)
        {
            several.Look();
            if (TryTakeAll(ordered))
                return true;
            if (!several.Wait(deadline, cancellationToken))
                return false;
        }
    }

    /// <summary>As <see cref="WaitAll"/>, without a thread.</summary>
    /// <inheritdoc cref="WaitAll"/>
    /// <exception cref="NotSupportedException">One of them is a mutex, which belongs to a thread.</exception>
    public static async ValueTask<bool> WaitAllAsync(IReadOnlyList<NamedWaitHandle> handles, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = CheckAsync(handles, timeout, cancellationToken);
        NamedWaitHandle[] ordered = InOrder(handles);
        if (TryTakeAll(ordered))
            return true;
        using SeveralWait several = new(handles, all: true);
        while (true)
        {
            several.Look();
            if (TryTakeAll(ordered))
                return true;
            if (!await several.WaitAsync(deadline, cancellationToken).ConfigureAwait(false))
                return false;
        }
    }
}
