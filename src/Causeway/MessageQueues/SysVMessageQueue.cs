using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>A System V message queue (sysvipc(7)), by its id: whole messages, each with a type that a receiver can select by.</summary>
/// <remarks>
/// <para>
/// The queue is an object of the kernel, not of a process: nothing is open here and nothing to dispose, every process
/// that knows the id and has permission can use it, and it lives with its messages until <see cref="Delete()"/> or the
/// end of its IPC namespace. The default value is no queue: every call on it fails with EINVAL.
/// </para>
/// <para>
/// Thread-safe. The kernel has no descriptor for it: a wait ends early by a timeout or a token through the signal of
/// <see cref="Interrupter"/>, and an asynchronous wait takes one thread of its own. A message that a cancelled call had
/// already taken or sent is not lost: that call succeeds.
/// </para>
/// </remarks>
public readonly partial record struct SysVMessageQueue
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The complement, so that the default value is id -1, which no queue has: 0 is the first queue of a machine.
    private readonly int _complement;

    /// <summary>The queue with an id that another process told. No call is made.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is negative.</exception>
    public SysVMessageQueue(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        _complement = ~id;
    }

    /// <summary>The kernel's id, valid in every process of the IPC namespace (ipcs -q); -1 for the default value.</summary>
    public int Id => ~_complement;

    /// <summary>The longest message of this machine (/proc/sys/kernel/msgmax), 8192 unless set otherwise; <see cref="long.MaxValue"/> where it cannot be read.</summary>
    public static long MaximumMessageBytes => SysVArguments.Value("msgmax") ?? long.MaxValue;

    /// <summary>Creates a queue (msgget(2), IPC_CREAT | IPC_EXCL).</summary>
    /// <param name="key">What others find it by; <see cref="SysVKey.Private"/> for the id alone.</param>
    /// <param name="mode">Who may read and write: the owner alone unless given. The umask does not matter.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mode"/> has other bits than read and write.</exception>
    /// <exception cref="SyscallException">EEXIST: the key is taken. ENOSPC: the machine has as many queues as it may (msgmni). ENOMEM.</exception>
    public static SysVMessageQueue Create(SysVKey key, UnixFileMode mode = OwnerOnly) =>
        Get(key, LibC.IPC_CREAT | LibC.IPC_EXCL | SysVArguments.ModeFlags(mode));

    /// <summary>Opens an existing queue (msgget(2)).</summary>
    /// <param name="key">The key it was created with.</param>
    /// <param name="access">What it is wanted for: checked now.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private.</exception>
    /// <exception cref="SyscallException">ENOENT: no queue has this key.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the queue's mode does not let this user.</exception>
    public static SysVMessageQueue Open(SysVKey key, FileAccess access = FileAccess.ReadWrite)
    {
        key.ThrowIfPrivate(nameof(key));
        return Get(key, SysVArguments.AccessFlags(access));
    }

    /// <summary>Opens the queue with this key or creates it, in one step (msgget(2), IPC_CREAT).</summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="mode">The mode of a new one. An existing one keeps its own, and must allow this user as much as is asked for here.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private, or <paramref name="mode"/> has other bits than read and write.</exception>
    /// <exception cref="SyscallException">ENOSPC: the machine has as many queues as it may (msgmni). ENOMEM.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the existing queue's mode does not let this user.</exception>
    public static SysVMessageQueue OpenOrCreate(SysVKey key, UnixFileMode mode = OwnerOnly)
    {
        key.ThrowIfPrivate(nameof(key));
        return Get(key, LibC.IPC_CREAT | SysVArguments.ModeFlags(mode));
    }

    /// <summary>Removes the queue with this key, as <see cref="Delete()"/> does.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private.</exception>
    /// <exception cref="SyscallException">ENOENT: no queue has this key. EPERM: neither owner nor creator.</exception>
    public static void Delete(SysVKey key)
    {
        key.ThrowIfPrivate(nameof(key));
        Get(key, 0).Delete();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"queue {Id}");

    private static SysVMessageQueue Get(SysVKey key, int flags)
    {
        int id = LibC.msgget(key.Value, flags);
        Errno error = Errno.Last;
        return id >= 0 ? new SysVMessageQueue(id) : throw SyscallFailure.Opening("msgget", key.ToString(), error, OpeningRemedy(error));
    }

    private static string? OpeningRemedy(Errno error) => error switch
    {
        _ when error == Errno.EEXIST => "open it with SysVMessageQueue.Open, or remove it (ipcrm -Q) if nobody uses it",
        _ when error == Errno.ENOENT => "no queue has this key; create it with SysVMessageQueue.Create",
        _ when error == Errno.EACCES => "its owner can widen the queue's mode, or ask for less access",
        _ when error == Errno.ENOSPC => $"remove queues that nobody uses (ipcs -q, ipcrm -q) or raise the limit: {SysVArguments.Limit("msgmni")}",
        _ => null,
    };
}
