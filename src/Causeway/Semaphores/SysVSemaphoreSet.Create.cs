using System.Globalization;
using Causeway.Sys;

namespace Causeway;

// Creating a set and giving its semaphores their values are two calls, and between them another process can open it:
//
// creator                              opener
// semget(IPC_CREAT | IPC_EXCL)
//                                      semget: found; its values are still 0
// SETALL: the values                   waits while sem_otime is 0
// (A) semop without effect:
//     the kernel sets sem_otime  ----> (B) sem_otime is set: the values stand
//
// died after                           what the opener finds
// semget                               sem_otime stays 0: the opener's patience ends and it says so
// SETALL                               same
// (A)                                  nothing to repair
//
// Nothing in a set tells whether the process that made it lives: nobody takes its work over. Whoever knows that it died
// removes the set by its id, which names the abandoned set alone, and not the one that another has made meanwhile.
//
// C programs that follow the same convention (The Linux Programming Interface, 47.5) interoperate.
public readonly partial record struct SysVSemaphoreSet
{
    private static readonly TimeSpan s_initializationCheck = TimeSpan.FromMilliseconds(1);

    /// <summary>How long an opener without a timeout waits for the creator: a test's switch.</summary>
    internal static TimeSpan CreatorPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Creates a set with these values (semget(2), IPC_CREAT | IPC_EXCL), marked as initialized for whoever opens it.</summary>
    /// <param name="key">What others find it by; <see cref="SysVKey.Private"/> for the id alone.</param>
    /// <param name="initialValues">One for each semaphore, 0 to <see cref="MaximumValue"/>.</param>
    /// <param name="mode">Who may read and change it: the owner alone unless given. The umask does not matter.</param>
    /// <exception cref="ArgumentException">No values, one out of range, or <paramref name="mode"/> has other bits than read and write.</exception>
    /// <exception cref="SyscallException">
    /// EEXIST: the key is taken. EINVAL: more than one set may have (SEMMSL). ENOSPC: the machine has as many sets or semaphores as it may. ENOMEM.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the mode does not let this process itself write.</exception>
    public static SysVSemaphoreSet Create(SysVKey key, ReadOnlySpan<ushort> initialValues, UnixFileMode mode = OwnerOnly)
    {
        ThrowIfNoValues(initialValues);
        return TryCreate(key, initialValues, SysVArguments.ModeFlags(mode), out Errno error) ?? throw OpeningFailure(key, error, initialValues.Length);
    }

    /// <summary>
    /// Opens the set with this key or creates it with these values. Of several processes that do so at once one creates, and the others
    /// wait until it has set the values.
    /// </summary>
    /// <remarks>
    /// A creator that died before it was done leaves a set without values. Where nothing can be in the midst of creating it,
    /// remove it by its id (<c>SysVSemaphoreSet.Open(key).Delete()</c>) and call this again.
    /// </remarks>
    /// <param name="key">What it is found by.</param>
    /// <param name="initialValues">The values of a new set; an existing one keeps its own, and must have at least as many semaphores.</param>
    /// <param name="mode">The mode of a new set. An existing one must let this user read it, and as much as is asked for here.</param>
    /// <param name="timeout">
    /// How long to wait for the creator's values: ten seconds unless given, for one that lives needs two system calls;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private, no values, one out of range, or <paramref name="mode"/> has other bits than read and write.</exception>
    /// <exception cref="TimeoutException">No operation has happened; the creator may have died before it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">EINVAL: the existing set has fewer semaphores, or more than SEMMSL. ENOSPC: the machine has as many sets or semaphores as it may. ENOMEM.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the existing set's mode does not let this user.</exception>
    public static SysVSemaphoreSet OpenOrCreate(
        SysVKey key,
        ReadOnlySpan<ushort> initialValues,
        UnixFileMode mode = OwnerOnly,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        key.ThrowIfPrivate(nameof(key));
        ThrowIfNoValues(initialValues);
        int modeFlags = SysVArguments.ModeFlags(mode);
        var deadline = Deadline.After(timeout ?? CreatorPatience);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryCreate(key, initialValues, modeFlags, out Errno error) is { } created)
                return created;
            if (error != Errno.EEXIST)
                throw OpeningFailure(key, error, initialValues.Length);

            // Where it was removed meanwhile: create it after all.
            if (Get(key, initialValues.Length, modeFlags, out error) is { } found)
            {
                if (found.AwaitCreator(deadline, cancellationToken, out error))
                    return found;
                if (!IsGone(error))
                    throw found.ControlFailure("IPC_STAT", error);
            }
            else if (error != Errno.ENOENT)
            {
                throw OpeningFailure(key, error, initialValues.Length);
            }
        }
    }

    /// <summary>
    /// Waits until the set's creator has given its semaphores their values and any operation has happened on it
    /// (sem_otime). A set by Causeway counts as initialized at once; one by a program that sets values only, after its first operation.
    /// </summary>
    /// <remarks>The kernel tells nobody about it: the state is read again every millisecond.</remarks>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">No operation has happened; the creator may have died before it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">EINVAL: no such set, or it was removed meanwhile. EACCES: no read permission.</exception>
    public void WaitUntilInitialized(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (!AwaitCreator(Deadline.After(timeout), cancellationToken, out Errno error))
            throw ControlFailure("IPC_STAT", error);
    }

    private bool AwaitCreator(Deadline deadline, CancellationToken token, out Errno error)
    {
        while (true)
        {
            token.ThrowIfCancellationRequested();
            if (!TryGetStatus(out SysVSemaphoreSetStatus? status, out error))
                return false;

            // (B): pairs with (A) in MarkInitialized.
            if (status.LastOperation is not null)
                return true;
            if (deadline.HasPassed)
                throw SyscallFailure.TimedOut("semctl(IPC_STAT)", ToString(), $"its creator has not finished it; if that process died, remove the set (ipcrm -s {Id.ToString(CultureInfo.InvariantCulture)}) and create it anew");
            token.WaitHandle.WaitOne(s_initializationCheck);
        }
    }

    private static SysVSemaphoreSet? TryCreate(SysVKey key, ReadOnlySpan<ushort> initialValues, int modeFlags, out Errno error)
    {
        if (Get(key, initialValues.Length, LibC.IPC_CREAT | LibC.IPC_EXCL | modeFlags, out error) is not { } set)
            return null;
        try
        {
            set.SetAll(initialValues);
            set.MarkInitialized(initialValues[0]);
            return set;
        }
        catch
        {
            set.TryDelete();
            throw;
        }
    }

    /// <summary>(A): an operation that changes nothing, for sem_otime alone.</summary>
    private void MarkInitialized(int firstValue)
    {
        var up = SysVSemaphoreOperation.Add(0);
        var down = SysVSemaphoreOperation.Take(0);
        ReadOnlySpan<SysVSemaphoreOperation> operations = firstValue < MaximumValue ? [up, down] : [down, up];

        // Either error says that another process has already changed the value: its operation has set sem_otime.
        if (OperateNow(operations, out Errno error) || error == Errno.EAGAIN || error == Errno.ERANGE)
            return;
        throw error == Errno.EACCES
            ? SyscallFailure.Opening("semop", ToString(), error, "the mode must let this process itself write")
            : OperateFailure(error, operations);
    }

    private static void ThrowIfNoValues(ReadOnlySpan<ushort> initialValues)
    {
        if (initialValues.IsEmpty)
            throw new ArgumentException("a set has at least one semaphore: give each its initial value", nameof(initialValues));
        ThrowIfTooLarge(initialValues, nameof(initialValues));
    }
}
