using System.Globalization;
using Causeway.Sys;

namespace Causeway;

// Creating a segment and filling it are two steps, and between them another process can attach it. One word of it tells
// when it is complete; it is 0 at birth, as every byte is:
//
// creator                              opener
// shmget(IPC_CREAT | IPC_EXCL)
//                                      shmget: found; its bytes are still 0
// fills it                             waits while the word is 0
// (A) word = 1, release        ---->   (B) word is not 0, acquire: what was filled in is seen
//
// died before (A)                      the creator's process id (shm_cpid) is nobody's, and the word is still 0: EOWNERDEAD
//
// C does the same with atomic_store_explicit and atomic_load_explicit on a 32-bit word.
public readonly partial record struct SysVSharedMemory
{
    private static readonly TimeSpan s_creatorPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_creatorCheck = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Attaches the segment with this key, or creates and fills it. Of several processes that do so at once one creates, and
    /// the others wait until it has filled it.
    /// </summary>
    /// <remarks>
    /// A word of the segment says when it is complete: 0 at birth, 1 from when <paramref name="initialize"/> has returned. Every
    /// program that uses the segment follows that. Nobody is told about it: the word is read again every millisecond. Where
    /// <paramref name="initialize"/> throws, the segment is removed again.
    /// </remarks>
    /// <param name="key">What it is found by.</param>
    /// <param name="bytes">The size of a new one, 4 or more; an existing one must be at least as large.</param>
    /// <param name="readyOffset">Where the 32-bit word is, a multiple of 4; <paramref name="initialize"/> leaves it alone.</param>
    /// <param name="initialize">Fills a new segment.</param>
    /// <param name="mode">The mode of a new one. An existing one must allow this user to read and write.</param>
    /// <param name="timeout">How long to wait for another creator: null for ten seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">An argument cannot be right.</exception>
    /// <exception cref="TimeoutException">Its creator lives and has not completed it, or who that is cannot be told (another PID namespace).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">
    /// EOWNERDEAD: its creator has ended and left it incomplete; remove it and start again. EINVAL: the existing one is smaller, or
    /// larger than shmmax. ENOSPC: the machine's limits. ENOMEM.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the existing segment's mode does not let this user.</exception>
    public static SysVSharedMemoryAttachment AttachOrCreate(
        SysVKey key,
        long bytes,
        long readyOffset,
        Action<SysVSharedMemoryAttachment> initialize,
        UnixFileMode mode = OwnerOnly,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        key.ThrowIfPrivate(nameof(key));
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, sizeof(uint));
        if (readyOffset < 0 || readyOffset > bytes - sizeof(uint) || readyOffset % sizeof(uint) != 0)
            throw new ArgumentOutOfRangeException(nameof(readyOffset), readyOffset, "a multiple of 4 within the segment is needed");
        ArgumentNullException.ThrowIfNull(initialize);
        int modeFlags = SysVArguments.ModeFlags(mode, executable: true);
        Deadline deadline = Deadline.After(timeout ?? s_creatorPatience);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryGet(key, bytes, LibC.IPC_CREAT | LibC.IPC_EXCL | modeFlags, out Errno error) is { } created)
                return created.Complete(readyOffset, initialize);
            if (error != Errno.EEXIST)
                throw OpeningFailure(key, bytes, LibC.IPC_CREAT | LibC.IPC_EXCL, error);
            if (TryAttach(key, bytes, out error) is { } attachment)
            {
                if (IsComplete(attachment, readyOffset, deadline, cancellationToken))
                    return attachment;
            }
            else if (error != Errno.ENOENT)
            {
                throw OpeningFailure(key, bytes, 0, error);
            }

            // It was removed meanwhile: create it after all.
        }
    }

    private static SysVSharedMemoryAttachment? TryAttach(SysVKey key, long bytes, out Errno error)
    {
        if (TryGet(key, bytes, SysVArguments.AccessFlags(FileAccess.ReadWrite), out error) is not { } found)
            return null;
        try
        {
            return found.Attach();
        }
        catch (SyscallException e) when (e.Errno == Errno.EINVAL || e.Errno == Errno.EIDRM)
        {
            error = Errno.ENOENT;
            return null;
        }
    }

    /// <summary>Waits for the word.</summary>
    /// <returns>false: the segment was removed incomplete; it is detached.</returns>
    private static bool IsComplete(SysVSharedMemoryAttachment attachment, long readyOffset, Deadline deadline, CancellationToken token)
    {
        try
        {
            while (true)
            {
                token.ThrowIfCancellationRequested();
                bool isOver = deadline.HasPassed;
                SysVSharedMemoryStatus status = attachment.Memory.GetStatus();
                bool isDead = ProcessDeath.IsProven(status.CreatorProcessId);

                // (B) acquire: pairs with (A) in Complete. Read after all that speaks against waiting on.
                if (Volatile.Read(ref attachment.GetReference<uint>(readyOffset)) != 0)
                    return true;
                if (status.IsRemoved)
                    break;
                if (isDead || isOver)
                    throw Incomplete(attachment.Memory, status.CreatorProcessId, isDead);
                token.WaitHandle.WaitOne(s_creatorCheck);
            }
        }
        catch
        {
            attachment.Dispose();
            throw;
        }

        attachment.Dispose();
        return false;
    }

    private static Exception Incomplete(SysVSharedMemory memory, int creator, bool isDead)
    {
        string advice = string.Create(CultureInfo.InvariantCulture, $"remove it (ipcrm -m {memory.Id}) and create it anew");
        return isDead
            ? SyscallFailure.Create("shmat", memory.ToString(), Errno.EOWNERDEAD, string.Create(CultureInfo.InvariantCulture, $"process {creator} created it and ended before it was complete; {advice}"))
            : SyscallFailure.TimedOut("shmat", memory.ToString(), $"its creator has not completed it; if that process died, {advice}");
    }

    private SysVSharedMemoryAttachment Complete(long readyOffset, Action<SysVSharedMemoryAttachment> initialize)
    {
        SysVSharedMemoryAttachment? attachment = null;
        try
        {
            attachment = Attach();
            initialize(attachment);

            // (A) release: pairs with (B) in AwaitComplete.
            Volatile.Write(ref attachment.GetReference<uint>(readyOffset), 1);
            return attachment;
        }
        catch
        {
            attachment?.Dispose();
            TryDelete();
            throw;
        }
    }
}
