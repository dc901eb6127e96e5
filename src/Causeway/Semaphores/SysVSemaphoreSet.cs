using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>A set of System V semaphores (sysvipc(7)), by its id: operations on several of them happen all at once or wait.</summary>
/// <remarks>
/// <para>
/// The set is an object of the kernel, not of a process: nothing is open here and nothing to dispose, and it lives until
/// <see cref="Delete()"/> or the end of its IPC namespace. The default value is no set: every call on it fails with EINVAL.
/// </para>
/// <para>
/// Thread-safe. What is undone at the end of a process (SEM_UNDO) belongs to the process, not to the thread that asked
/// for it. A wait ends early by a timeout (semtimedop(2)) or by a token through the signal of <see cref="Interrupter"/>;
/// an asynchronous wait takes one thread of its own. An operation that succeeded as it was cancelled stands: the call succeeds.
/// </para>
/// </remarks>
public readonly partial record struct SysVSemaphoreSet
{
    /// <summary>The largest value of a semaphore (SEMVMX).</summary>
    public const int MaximumValue = 32767;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The complement, so that the default value is id -1, which no set has: 0 is the first set of a machine.
    private readonly int _complement;

    /// <summary>The set with an id that another process told. No call is made.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is negative.</exception>
    public SysVSemaphoreSet(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        _complement = ~id;
    }

    /// <summary>The kernel's id, valid in every process of the IPC namespace (ipcs -s); -1 for the default value.</summary>
    public int Id => ~_complement;

    /// <summary>Opens an existing set (semget(2)).</summary>
    /// <remarks>
    /// Another process may have created it a moment ago and not yet given its semaphores their values: where that can be,
    /// follow with <see cref="WaitUntilInitialized"/>.
    /// </remarks>
    /// <param name="key">The key it was created with.</param>
    /// <param name="access">Read for values and states and to wait for zero, write to change them: checked now.</param>
    /// <param name="minimumCount">How many semaphores it must have at the least; 0 for any number.</param>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private.</exception>
    /// <exception cref="SyscallException">ENOENT: no set has this key. EINVAL: it has fewer semaphores.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the set's mode does not let this user.</exception>
    public static SysVSemaphoreSet Open(SysVKey key, FileAccess access = FileAccess.ReadWrite, int minimumCount = 0)
    {
        key.ThrowIfPrivate(nameof(key));
        ArgumentOutOfRangeException.ThrowIfNegative(minimumCount);
        return Get(key, minimumCount, SysVArguments.AccessFlags(access), out Errno error) ?? throw OpeningFailure(key, error, minimumCount);
    }

    /// <summary>Removes the set with this key, as <see cref="Delete()"/> does.</summary>
    /// <exception cref="ArgumentException"><paramref name="key"/> is private.</exception>
    /// <exception cref="SyscallException">ENOENT: no set has this key. EPERM: neither owner nor creator.</exception>
    public static void Delete(SysVKey key)
    {
        key.ThrowIfPrivate(nameof(key));
        SysVSemaphoreSet set = Get(key, 0, 0, out Errno error) ?? throw OpeningFailure(key, error, count: 0);
        set.Delete();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"semaphore set {Id}");

    private static SysVSemaphoreSet? Get(SysVKey key, int count, int flags, out Errno error)
    {
        int id = LibC.semget(key.Value, count, flags);
        error = Errno.Last;
        return id >= 0 ? new SysVSemaphoreSet(id) : null;
    }

    private static Exception OpeningFailure(SysVKey key, Errno error, int count)
    {
        string? remedy = error switch
        {
            _ when error == Errno.EEXIST => "open it with SysVSemaphoreSet.Open, or remove it (ipcrm -S) if nobody uses it",
            _ when error == Errno.ENOENT => "no set has this key; create it with SysVSemaphoreSet.Create",
            _ when error == Errno.EACCES => "its owner can widen the set's mode, or ask for less access",
            _ when error == Errno.EINVAL => CountRemedy(key, count),
            _ when error == Errno.ENOSPC => $"remove sets that nobody uses (ipcs -s, ipcrm -s) or raise the limit: {SysVArguments.SemaphoreLimit(3, "SEMMNI")}, {SysVArguments.SemaphoreLimit(1, "SEMMNS")}",
            _ => null,
        };
        return SyscallFailure.Opening("semget", key.ToString(), error, remedy);
    }

    /// <summary>EINVAL is that the set with the key is too small, or that so many are more than one set may have.</summary>
    private static string CountRemedy(SysVKey key, int count) =>
        !key.IsPrivate && Get(key, 0, 0, out _) is { } existing
            ? string.Create(CultureInfo.InvariantCulture, $"the set with this key has {existing.CountText()}, not {count}")
            : string.Create(CultureInfo.InvariantCulture, $"{count} semaphores are more than one set may have: {SysVArguments.SemaphoreLimit(0, "SEMMSL")}");
}
