using System.Runtime.InteropServices;
using Causeway.Naming;

namespace Causeway;

/// <content>How a lock's file comes to be.</content>
public sealed partial class FileLock
{
    /// <summary>Creates an empty file to lock (open(2), O_CREAT | O_EXCL).</summary>
    /// <param name="path">Where; its directory must exist.</param>
    /// <param name="permissions">Exactly these, whatever the umask.</param>
    /// <param name="access">Read is enough, except for an exclusive lock over NFS.</param>
    /// <exception cref="ArgumentException">The path, the permissions or the access cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: something is there. ENOENT: no such directory. EMFILE: out of descriptors. EROFS, ENOSPC: nothing can be created there.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this user.</exception>
    public static FileLock Create(string path, UnixFileMode permissions = Permissions.Private, FileAccess access = FileAccess.Read) =>
        new(LockTarget.Create(path, permissions, access, posix: false));

    /// <summary>Opens what is at the path to lock it: a file, or a directory (open(2)). Symbolic links are followed.</summary>
    /// <param name="path">Where.</param>
    /// <param name="access">Read is enough, except for an exclusive lock over NFS.</param>
    /// <exception cref="ArgumentException">The path or the access cannot be right.</exception>
    /// <exception cref="InvalidOperationException">This process has POSIX record locks on the file, which closing it would take away.</exception>
    /// <exception cref="SyscallException">ENOENT: nothing is there. EMFILE: out of descriptors.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the permissions do not allow it.</exception>
    public static FileLock Open(string path, FileAccess access = FileAccess.Read) => new(LockTarget.Open(path, access, posix: false));

    /// <summary>Opens what is at the path to lock it, or creates an empty file where there is nothing; one that exists keeps its permissions.</summary>
    /// <param name="path">Where; its directory must exist.</param>
    /// <param name="permissions">Of a new file: exactly these, whatever the umask.</param>
    /// <param name="access">Read is enough, except for an exclusive lock over NFS.</param>
    /// <inheritdoc cref="Open"/>
    public static FileLock OpenOrCreate(string path, UnixFileMode permissions = Permissions.Private, FileAccess access = FileAccess.Read) =>
        new(LockTarget.OpenOrCreate(path, permissions, access, posix: false));

    /// <summary>Locks through a descriptor that is open already, of whatever it is open for; it stays the caller's.</summary>
    /// <param name="descriptor">
    /// A <see cref="Microsoft.Win32.SafeHandles.SafeFileHandle"/> or a <see cref="SafeFileDescriptor"/>. The lock is shared
    /// by all duplicates of it, in whichever process.
    /// </param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public static FileLock Over(SafeHandle descriptor) => new(LockTarget.Over(descriptor, posix: false));
}
