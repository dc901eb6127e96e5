using Causeway.Naming;
using Causeway.Placing;
using Causeway.Semaphores;
using Causeway.Sys;

namespace Causeway;

/// <content>How a named semaphore comes to be, and how its name goes.</content>
public sealed partial class PosixSemaphore
{
    /// <summary>NAME_MAX less glibc's "sem.".</summary>
    private const int MaximumNameBytes = PosixName.MaximumBytes - 4;

    /// <summary>Creates a named semaphore that does not exist yet, as sem_open(3) with O_EXCL does.</summary>
    /// <param name="name">A slash and up to 251 bytes without another slash.</param>
    /// <param name="initialValue">From 0 to <see cref="MaximumValue"/>.</param>
    /// <param name="permissions">Exactly these, whatever the umask. Whoever uses it must read and write.</param>
    /// <remarks>The name appears when the semaphore has its value and its permissions: nobody sees less.</remarks>
    /// <exception cref="ArgumentException">The name, the value or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: /dev/shm is full. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: /dev/shm does not allow it.</exception>
    public static PosixSemaphore Create(string name, int initialValue, UnixFileMode permissions = Permissions.Private)
    {
        PosixName.ThrowIfInvalid(name, MaximumNameBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(initialValue);
        ObjectLease? lease = SemaphoreFile.TryCreate(name, initialValue, Permissions.ToMode(permissions), out Errno error);
        return lease is null ? throw CreateFailure(name, error) : Named(name, lease);
    }

    /// <summary>Opens a named semaphore that exists, as sem_open(3) does.</summary>
    /// <param name="name">A slash and up to 251 bytes without another slash.</param>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such semaphore. EMFILE: out of descriptors. ELOOP: a symbolic link has the name.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: its permissions do not let this user read and write it.</exception>
    /// <exception cref="InvalidDataException">What has the name is shorter than a semaphore, or no file: its use would end this process with SIGBUS.</exception>
    public static PosixSemaphore Open(string name)
    {
        PosixName.ThrowIfInvalid(name, MaximumNameBytes);
        ObjectLease? lease = SemaphoreFile.TryOpen(name, out Errno error);
        return lease is null ? throw OpenFailure(name, error) : Named(name, lease);
    }

    /// <summary>Opens the semaphore, or creates it where there is none; one that exists keeps its value and permissions.</summary>
    /// <inheritdoc cref="Create" path="/param"/>
    /// <exception cref="ArgumentException">The name, the value or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: /dev/shm is full. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it exists and its permissions do not let this user read and write it.</exception>
    /// <exception cref="InvalidDataException">What has the name is shorter than a semaphore, or no file: its use would end this process with SIGBUS.</exception>
    public static PosixSemaphore OpenOrCreate(string name, int initialValue, UnixFileMode permissions = Permissions.Private)
    {
        PosixName.ThrowIfInvalid(name, MaximumNameBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(initialValue);
        uint mode = Permissions.ToMode(permissions);
        while (true)
        {
            if (SemaphoreFile.TryOpen(name, out Errno error) is { } present)
                return Named(name, present);
            if (error != Errno.ENOENT)
                throw OpenFailure(name, error);
            if (SemaphoreFile.TryCreate(name, initialValue, mode, out error) is { } created)
                return Named(name, created);
            if (error != Errno.EEXIST)
                throw CreateFailure(name, error);
        }
    }

    /// <summary>Removes the name (sem_unlink(3)); the semaphore itself goes with the last process that has it open.</summary>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such semaphore.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it is another user's.</exception>
    public static void Delete(string name)
    {
        if (!TryDelete(name))
            throw SyscallFailure.Create("sem_unlink", name, Errno.ENOENT, "there is nothing to delete");
    }

    /// <summary>Removes the name (sem_unlink(3)).</summary>
    /// <returns>Whether there was such a semaphore.</returns>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it is another user's.</exception>
    public static bool TryDelete(string name) => PosixName.TryUnlink("sem_unlink", LibC.sem_unlink, name, MaximumNameBytes);

    private static PosixSemaphore Named(string name, ObjectLease lease) => new(name, lease, isPlaced: false);

    private static Exception OpenFailure(string name, Errno error) => SyscallFailure.Opening("sem_open", name, error,
        error == Errno.ENOENT ? "create it with PosixSemaphore.Create"
        : error == Errno.EACCES ? "its permissions must let this user read and write it"
        : null);

    private static Exception CreateFailure(string name, Errno error) => SyscallFailure.Opening("sem_open", name, error, error switch
    {
        _ when error == Errno.EEXIST => "open it with PosixSemaphore.Open, or delete it first with PosixSemaphore.Delete",
        _ when error == Errno.ENOENT => "/dev/shm must be mounted: mount -t tmpfs tmpfs /dev/shm",
        _ => null,
    });
}
