using System.Runtime.InteropServices;
using Causeway.Naming;

namespace Causeway;

/// <content>How the locked file comes to be.</content>
public sealed partial class RecordLock
{
    /// <summary>Creates an empty file to lock ranges of (open(2), O_CREAT | O_EXCL).</summary>
    /// <param name="path">Where; its directory must exist.</param>
    /// <param name="kind">Whose the locks are.</param>
    /// <param name="permissions">Exactly these, whatever the umask.</param>
    /// <exception cref="ArgumentException">The path, the kind or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: something is there. ENOENT: no such directory. EMFILE: out of descriptors. EROFS, ENOSPC: nothing can be created there.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this user.</exception>
    public static RecordLock Create(string path, RecordLockKind kind = RecordLockKind.OpenFileDescription, UnixFileMode permissions = Permissions.Private) =>
        new(LockTarget.Create(path, permissions, FileAccess.ReadWrite, IsPosix(kind)), kind);

    /// <summary>Opens the file at the path to lock ranges of it (open(2)). Symbolic links are followed.</summary>
    /// <param name="path">Where.</param>
    /// <param name="kind">Whose the locks are.</param>
    /// <param name="access">Read is enough for shared locks, Write for exclusive ones.</param>
    /// <exception cref="ArgumentException">The path, the kind or the access cannot be right.</exception>
    /// <exception cref="InvalidOperationException">
    /// POSIX: this process has opened the file for locks already. Else: it has POSIX record locks on the file, which closing it would take away.
    /// </exception>
    /// <exception cref="SyscallException">ENOENT: nothing is there. EISDIR: a directory. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the permissions do not allow it.</exception>
    public static RecordLock Open(string path, RecordLockKind kind = RecordLockKind.OpenFileDescription, FileAccess access = FileAccess.ReadWrite) =>
        new(LockTarget.Open(path, access, IsPosix(kind)), kind);

    /// <summary>Opens the file at the path to lock ranges of it, or creates an empty one where there is nothing; one that exists keeps its permissions.</summary>
    /// <param name="path">Where; its directory must exist.</param>
    /// <param name="kind">Whose the locks are.</param>
    /// <param name="permissions">Of a new file: exactly these, whatever the umask.</param>
    /// <inheritdoc cref="Open"/>
    public static RecordLock OpenOrCreate(string path, RecordLockKind kind = RecordLockKind.OpenFileDescription, UnixFileMode permissions = Permissions.Private) =>
        new(LockTarget.OpenOrCreate(path, permissions, FileAccess.ReadWrite, IsPosix(kind)), kind);

    /// <summary>Locks through a descriptor that is open already; it stays the caller's, who may take the locks away by closing it.</summary>
    /// <param name="descriptor">
    /// A <see cref="Microsoft.Win32.SafeHandles.SafeFileHandle"/> or a <see cref="SafeFileDescriptor"/>. All duplicates of
    /// it, in whichever process, share open-file-description locks.
    /// </param>
    /// <param name="kind">Whose the locks are.</param>
    /// <exception cref="ArgumentException">It is neither, or there is no such kind.</exception>
    /// <exception cref="InvalidOperationException">POSIX: this process has opened the file for locks already.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public static RecordLock Over(SafeHandle descriptor, RecordLockKind kind = RecordLockKind.OpenFileDescription) =>
        new(LockTarget.Over(descriptor, IsPosix(kind)), kind);

    private static bool IsPosix(RecordLockKind kind) => kind switch
    {
        RecordLockKind.Posix => true,
        RecordLockKind.OpenFileDescription => false,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "OpenFileDescription or Posix"),
    };
}
