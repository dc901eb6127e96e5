using Causeway.Naming;
using Causeway.Sys;

namespace Causeway;

/// <content>How a semaphore comes to be, named or placed, and how a name goes.</content>
public sealed partial class PosixSemaphore
{
    /// <summary>NAME_MAX less glibc's "sem.".</summary>
    private const int MaximumNameBytes = PosixName.MaximumBytes - 4;

    /// <summary>Creates a named semaphore that does not exist yet (sem_open(3), O_EXCL).</summary>
    /// <param name="name">A slash and up to 251 bytes without another slash.</param>
    /// <param name="initialValue">From 0 to <see cref="MaximumValue"/>.</param>
    /// <param name="permissions">Exactly these, whatever the umask. Whoever uses it must read and write.</param>
    /// <exception cref="ArgumentException">The name, the value or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: /dev/shm is full. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: /dev/shm does not allow it.</exception>
    public static PosixSemaphore Create(string name, int initialValue, UnixFileMode permissions = Permissions.Private)
    {
        PosixName.ThrowIfInvalid(name, MaximumNameBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(initialValue);
        return TryCreate(name, initialValue, Permissions.ToMode(permissions), out Errno error) ?? throw CreateFailure(name, error);
    }

    /// <summary>Opens a named semaphore that exists (sem_open(3)).</summary>
    /// <param name="name">A slash and up to 251 bytes without another slash.</param>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such semaphore. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: its permissions do not let this user read and write it.</exception>
    /// <exception cref="InvalidDataException">What has the name is shorter than a semaphore: its use would end this process with SIGBUS.</exception>
    public static PosixSemaphore Open(string name)
    {
        PosixName.ThrowIfInvalid(name, MaximumNameBytes);
        return TryOpen(name, out Errno error) ?? throw OpenFailure(name, error);
    }

    /// <summary>Opens the semaphore, or creates it where there is none; one that exists keeps its value and permissions.</summary>
    /// <inheritdoc cref="Create" path="/param"/>
    /// <exception cref="ArgumentException">The name, the value or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: /dev/shm is full. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: it exists and its permissions do not let this user read and write it.</exception>
    /// <exception cref="InvalidDataException">What has the name is shorter than a semaphore: its use would end this process with SIGBUS.</exception>
    public static PosixSemaphore OpenOrCreate(string name, int initialValue, UnixFileMode permissions = Permissions.Private)
    {
        PosixName.ThrowIfInvalid(name, MaximumNameBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(initialValue);
        uint mode = Permissions.ToMode(permissions);
        while (true)
        {
            if (TryOpen(name, out Errno error) is { } present)
                return present;
            if (error != Errno.ENOENT)
                throw OpenFailure(name, error);
            if (TryCreate(name, initialValue, mode, out error) is { } created)
                return created;
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

    /// <summary>Makes a semaphore in a mapping (sem_init(3), shared between processes), once, before anyone uses it.</summary>
    /// <param name="mapping">Shared, and mapped to read and write. It is not owned: once it is disposed, so is the semaphore for this process.</param>
    /// <param name="offset">Where: <see cref="PlacedBytes"/> bytes within the mapping, at a multiple of <see cref="PlacedAlignment"/>.</param>
    /// <param name="initialValue">From 0 to <see cref="MaximumValue"/>.</param>
    /// <exception cref="ArgumentException">The place or the value cannot be right.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public static PosixSemaphore CreateIn(MemoryMapping mapping, long offset, int initialValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialValue);
        PosixSemaphore semaphore = OpenIn(mapping, offset);
        using HandleHold hold = semaphore.Hold();
        int result = LibC.sem_init(hold.Value + semaphore._offset, processShared: 1, (uint)initialValue);
        Errno error = Errno.Last;
        return result == 0 ? semaphore : throw SyscallFailure.Create("sem_init", mapping.Name, error);
    }

    /// <summary>Uses a semaphore that <see cref="CreateIn"/>, or sem_init(3) in another program, has made in a mapping.</summary>
    /// <param name="mapping">Shared, and mapped to read and write. It is not owned: once it is disposed, so is the semaphore for this process.</param>
    /// <param name="offset">Where: <see cref="PlacedBytes"/> bytes within the mapping, at a multiple of <see cref="PlacedAlignment"/>.</param>
    /// <exception cref="ArgumentException">The place cannot be right.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public static PosixSemaphore OpenIn(MemoryMapping mapping, long offset)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        mapping.ThrowIfReadOnly();
        mapping.ThrowIfOutside(offset, PlacedBytes, PlacedAlignment);
        return new PosixSemaphore(mapping.Name, mapping.Handle, (nint)offset, isPlaced: true);
    }

    private static PosixSemaphore? TryOpen(string name, out Errno error)
    {
        ThrowIfNoSemaphore(name);
        nint semaphore = LibC.sem_open(name, 0, 0, 0);
        error = Errno.Last;
        return semaphore == LibC.SEM_FAILED ? null : Own(name, semaphore);
    }

    private static PosixSemaphore? TryCreate(string name, int initialValue, uint mode, out Errno error)
    {
        nint semaphore = LibC.sem_open(name, LibC.O_CREAT | LibC.O_EXCL, mode, (uint)initialValue);
        error = Errno.Last;
        if (semaphore == LibC.SEM_FAILED)
            return null;
        PosixSemaphore created = Own(name, semaphore);

        // The umask has taken its share, and libc keeps no descriptor. The name is ours: the directory is sticky.
        int result = LibC.chmod(PathOf(name), mode);
        Errno refusal = Errno.Last;
        if (result == 0)
            return created;
        created.Dispose();
        _ = LibC.sem_unlink(name);
        throw SyscallFailure.Create("chmod", PathOf(name), refusal);
    }

    /// <summary>
    /// libc maps whatever has the name. A file that is too short is no semaphore, and SIGBUS would say so. (Whoever may
    /// write to the file can still shorten it later.)
    /// </summary>
    private static void ThrowIfNoSemaphore(string name)
    {
        if (FileStatus.OfPath(PathOf(name)) is not { } file)
            return;
        if (!file.IsRegular || file.SizeBytes < PlacedBytes)
            throw new InvalidDataException($"sem_open(\"{name}\"): {PathOf(name)} is no semaphore: {(file.IsRegular ? $"it has {file.SizeBytes} bytes instead of {PlacedBytes}" : "it is not a regular file")}; delete it, and create the semaphore with PosixSemaphore.Create");
    }

    private static string PathOf(string name) => LibC.SemaphorePrefix + name[1..];

    private static PosixSemaphore Own(string name, nint semaphore) => new(name, new SafeNamedSemaphore(semaphore), 0, isPlaced: false);

    private static Exception OpenFailure(string name, Errno error) => SyscallFailure.Opening("sem_open", name, error,
        error == Errno.ENOENT ? "create it with PosixSemaphore.Create"
        : error == Errno.EACCES ? "its permissions must let this user read and write it"
        : null);

    private static Exception CreateFailure(string name, Errno error) => SyscallFailure.Opening("sem_open", name, error,
        error == Errno.EEXIST ? "open it with PosixSemaphore.Open, or delete it first with PosixSemaphore.Delete" : null);
}
