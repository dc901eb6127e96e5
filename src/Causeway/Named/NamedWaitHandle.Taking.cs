using Causeway.Named;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Taking one of several, or all of them.</content>
public abstract partial class NamedWaitHandle
{
    /// <summary>The object, for a wait for several.</summary>
    internal SharedObject Shared => _shared;

    /// <summary>Which part of the object, for a wait for several.</summary>
    internal int WaitMode => _mode;

    /// <summary>Gives back what was taken, as if it had not been.</summary>
    private protected abstract void Undo(int taken);

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

    private void TryUndo(int taken)
    {
        try
        {
            Undo(taken);
        }
        catch (Exception e) when (e is ObjectDisposedException or SynchronizationLockException)
        {
            // Closed meanwhile by another thread, or released by one: given back already.
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
        int had = 0;
        try
        {
            while (had < handles.Length && (taken[had] = handles[had].TakeNow(urgent: false)) != 0)
                had++;
        }
        finally
        {
            // Also where one was disposed meanwhile, and says so.
            for (int index = had < handles.Length ? had : 0; index > 0; index--)
                handles[index - 1].TryUndo(taken[index - 1]);
        }

        if (had < handles.Length)
            return false;
        FinishAll(handles, taken);
        return true;
    }

    /// <summary>All are taken, whatever there is to say of the deaths of their owners.</summary>
    private static void FinishAll(NamedWaitHandle[] handles, ReadOnlySpan<int> taken)
    {
        List<string>? abandoned = null;
        for (int index = 0; index < handles.Length; index++)
        {
            try
            {
                handles[index].Finish(taken[index]);
            }
            catch (AbandonedMutexException)
            {
                (abandoned ??= []).Add($"\"{handles[index].Name}\"");
            }
        }

        if (abandoned is not null)
            throw new AbandonedMutexException($"The last owner of {string.Join(" and of ", abandoned)} died with it. All are the caller's now: look at what they guard, and release them.");
    }

    private static NamedWaitHandle[] InOrder(IReadOnlyList<NamedWaitHandle> handles)
    {
        NamedWaitHandle[] ordered = [.. handles.OrderBy(static handle => handle.Shared.File.Id).ThenBy(static handle => handle.WaitMode)];
        for (int index = 1; index < ordered.Length; index++)
        {
            (NamedWaitHandle one, NamedWaitHandle other) = (ordered[index - 1], ordered[index]);
            if (one.Shared != other.Shared)
                continue;
            if (one.WaitMode == other.WaitMode)
                throw new DuplicateWaitObjectException(nameof(handles), $"\"{one.Name}\" is there twice.");
            if (one.WaitMode == SharedReaderWriterLock.Write || other.WaitMode == SharedReaderWriterLock.Write)
                throw new ArgumentException($"Who writes \"{one.Name}\" cannot read it at the same time: they could never both be had.", nameof(handles));
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
