using Causeway.Named;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Waiting for several.</content>
public abstract partial class NamedWaitHandle
{
    /// <summary>What <see cref="WaitAny"/> answers when the time is over, as <see cref="WaitHandle.WaitTimeout"/>.</summary>
    public const int WaitTimeout = WaitHandle.WaitTimeout;

    /// <summary>Whether what is taken belongs to the thread that took it.</summary>
    private protected virtual bool BelongsToThread => false;

    /// <summary>Whether trying is worth while.</summary>
    private protected virtual bool LooksFree
    {
        get
        {
            using HandleHold hold = new(_shared.Lease);
            return _shared.LooksFree(_mode);
        }
    }

    /// <summary>Waits for any of several objects, of whatever kinds and domains; takes that one alone.</summary>
    /// <param name="handles">One or more. Where several can be had, the first of them is taken.</param>
    /// <param name="timeout">null or <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The index of the one that was taken; <see cref="WaitTimeout"/>: none in time.</returns>
    /// <exception cref="ArgumentException">No handle.</exception>
    /// <exception cref="AbandonedMutexException">A mutex whose last owner died with it: its <see cref="AbandonedMutexException.MutexIndex"/> is taken.</exception>
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
    /// <exception cref="ArgumentException">No handle.</exception>
    /// <exception cref="DuplicateWaitObjectException">One object twice.</exception>
    /// <exception cref="AbandonedMutexException">All are taken, and the last owner of a mutex among them died with it.</exception>
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

    /// <summary>The object, for a wait for several.</summary>
    internal SharedObject Shared => _shared;

    /// <summary>Which part of the object, for a wait for several.</summary>
    internal int WaitMode => _mode;

    /// <summary>Gives back what was taken, as if it had not been.</summary>
    private protected abstract void Undo(int taken);

    private void TryUndo(int taken)
    {
        try
        {
            Undo(taken);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile by another thread: what this process held was given back with that.
        }
    }

    private static int TryTakeAny(IReadOnlyList<NamedWaitHandle> handles, SeveralWait? several)
    {
        for (int index = 0; index < handles.Count; index++)
        {
            int taken = handles[index].TakeNow(several?.IsUrgent(index) ?? false);
            if (taken == 0)
                continue;
            try
            {
                handles[index].Finish(taken);
            }
            catch (AbandonedMutexException e)
            {
                throw new AbandonedMutexException(e.Message, e, index, handle: null);
            }

            return index;
        }

        return -1;
    }

    private static bool TryTakeAll(NamedWaitHandle[] handles)
    {
        foreach (NamedWaitHandle handle in handles)
        {
            if (!handle.LooksFree)
                return false;
        }

        Span<int> taken = handles.Length <= 64 ? stackalloc int[handles.Length] : new int[handles.Length];
        for (int index = 0; index < handles.Length; index++)
        {
            taken[index] = handles[index].TakeNow(urgent: false);
            if (taken[index] != 0)
                continue;
            while (--index >= 0)
                handles[index].TryUndo(taken[index]);
            return false;
        }

        FinishAll(handles, taken);
        return true;
    }

    private static void FinishAll(NamedWaitHandle[] handles, ReadOnlySpan<int> taken)
    {
        AbandonedMutexException? abandoned = null;
        for (int index = 0; index < handles.Length; index++)
        {
            try
            {
                handles[index].Finish(taken[index]);
            }
            catch (AbandonedMutexException e)
            {
                abandoned = e;
            }
        }

        if (abandoned is not null)
            throw abandoned;
    }

    private static NamedWaitHandle[] InOrder(IReadOnlyList<NamedWaitHandle> handles)
    {
        NamedWaitHandle[] ordered = [.. handles.OrderBy(static handle => handle.Shared.File.Id).ThenBy(static handle => handle.WaitMode)];
        for (int index = 1; index < ordered.Length; index++)
        {
            if (ordered[index].Shared == ordered[index - 1].Shared && ordered[index].WaitMode == ordered[index - 1].WaitMode)
                throw new DuplicateWaitObjectException(nameof(handles), $"\"{ordered[index].Name}\" is there twice.");
        }

        return ordered;
    }

    private static Deadline CheckAsync(IReadOnlyList<NamedWaitHandle> handles, TimeSpan? timeout, CancellationToken token)
    {
        Deadline deadline = Check(handles, timeout, token);
        return handles.Any(static handle => handle.BelongsToThread)
            ? throw new NotSupportedException("A mutex belongs to the thread that waited for it, and after an await a method may go on in another one: use NamedLock.")
            : deadline;
    }

    private static Deadline Check(IReadOnlyList<NamedWaitHandle> handles, TimeSpan? timeout, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(handles);
        if (handles.Count == 0)
            throw new ArgumentException("There is nothing to wait for.", nameof(handles));
        foreach (NamedWaitHandle handle in handles)
        {
            ArgumentNullException.ThrowIfNull(handle, nameof(handles));
            handle.ThrowIfDisposed();
        }

        var deadline = Deadline.After(timeout);
        token.ThrowIfCancellationRequested();
        return deadline;
    }
}
