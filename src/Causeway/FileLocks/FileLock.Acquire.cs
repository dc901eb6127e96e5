using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

// A lock file that is deleted by its holder, in two columns:
//
// holder                        waiter
// has the lock                  opens the file, waits for the lock
// deletes the path, unlocks     has the lock, of a file that no path leads to any more
//                               somebody else creates the path anew and locks that: two holders
//
// Whoever has the lock therefore looks whether the path still leads to what it has locked, and starts anew if not.
/// <content>A lock of whatever is at a path, deleted and created anew as it may be.</content>
public sealed partial class FileLock
{
    /// <summary>Whether the path still leads to the file that this object has opened: only then the lock keeps out who comes by the path.</summary>
    /// <exception cref="InvalidOperationException">It was not opened by a path.</exception>
    public bool IsAtPath => _target.IsAtPath;

    /// <summary>
    /// Opens the file or creates it, and takes its lock; if by then the path leads to another file, starts anew with that
    /// one. Right for lock files that somebody deletes or replaces.
    /// </summary>
    /// <param name="path">Where; its directory must exist.</param>
    /// <param name="mode">Shared or exclusive.</param>
    /// <param name="timeout">For all of it; null: as long as it takes.</param>
    /// <param name="permissions">Of a new file: exactly these, whatever the umask.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, held; disposing it releases and closes.</returns>
    /// <exception cref="TimeoutException">Others kept it out all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="OpenOrCreate"/>
    public static FileLock Acquire(
        string path,
        FileLockMode mode = FileLockMode.Exclusive,
        TimeSpan? timeout = null,
        UnixFileMode permissions = Permissions.Private,
        CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        while (true)
        {
            FileLock candidate = OpenOrCreate(path, permissions);
            try
            {
                candidate.Lock(mode, deadline.IsInfinite ? null : deadline.Remaining, cancellationToken);
                if (candidate.IsAtPath)
                    return candidate;
            }
            catch
            {
                candidate.Dispose();
                throw;
            }

            candidate.Dispose();
        }
    }

    /// <summary>As <see cref="Acquire"/>, if nobody keeps it out now.</summary>
    /// <returns>The lock, held; null where somebody keeps it out.</returns>
    /// <inheritdoc cref="Acquire"/>
    public static FileLock? TryAcquire(string path, FileLockMode mode = FileLockMode.Exclusive, UnixFileMode permissions = Permissions.Private)
    {
        while (true)
        {
            FileLock candidate = OpenOrCreate(path, permissions);
            try
            {
                bool taken = candidate.TryLock(mode);
                if (taken && candidate.IsAtPath)
                    return candidate;
                candidate.Dispose();
                if (!taken)
                    return null;
            }
            catch
            {
                candidate.Dispose();
                throw;
            }
        }
    }

    /// <summary>As <see cref="Acquire"/>; where it has to wait, on a thread borrowed for this wait.</summary>
    /// <inheritdoc cref="Acquire"/>
    public static async ValueTask<FileLock> AcquireAsync(
        string path, FileLockMode mode = FileLockMode.Exclusive, UnixFileMode permissions = Permissions.Private, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            FileLock candidate = OpenOrCreate(path, permissions);
            try
            {
                await candidate.LockAsync(mode, cancellationToken).ConfigureAwait(false);
                if (candidate.IsAtPath)
                    return candidate;
            }
            catch
            {
                candidate.Dispose();
                throw;
            }

            candidate.Dispose();
        }
    }
}
