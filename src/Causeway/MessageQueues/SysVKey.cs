using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>The key by which unrelated processes find a System V queue, semaphore set or segment (key_t, sysvipc(7)).</summary>
/// <param name="Value">Any number but 0, which is <see cref="Private"/>. The three kinds of objects do not share their keys.</param>
public readonly record struct SysVKey(int Value)
{
    /// <summary>IPC_PRIVATE: each create makes a new object, found by its id alone.</summary>
    public static SysVKey Private => new(LibC.IPC_PRIVATE);

    /// <summary>Whether this is <see cref="Private"/>.</summary>
    public bool IsPrivate => Value == LibC.IPC_PRIVATE;

    /// <summary>The key of an existing file or directory (ftok(3)): the same in every program, in C too, as long as the file is not replaced.</summary>
    /// <remarks>
    /// It is made of the low bits of the device, the inode and <paramref name="id"/>: two files can have the same key, so a
    /// program whose create answers EEXIST tries another <paramref name="id"/>.
    /// </remarks>
    /// <param name="path">A path that all the programs can see. Its contents do not matter.</param>
    /// <param name="id">Tells the objects of one file apart, 1 to 255; C programs often use a letter.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or holds a NUL.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is 0.</exception>
    /// <exception cref="SyscallException">ENOENT: no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: a directory of the path may not be searched.</exception>
    public static SysVKey FromPath(string path, byte id)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfZero(id);
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("a path cannot hold a NUL", nameof(path));
        int key = LibC.ftok(path, id);
        Errno error = Errno.Last;
        if (key == -1 && error.Value != 0)
            throw SyscallFailure.Opening("ftok", path, error, error == Errno.ENOENT ? "no such file; name one that exists for as long as the key is in use" : null);
        return new SysVKey(key);
    }

    /// <summary>As ipcs(1) shows it.</summary>
    public override string ToString() => IsPrivate ? "IPC_PRIVATE" : string.Create(CultureInfo.InvariantCulture, $"key 0x{Value:x8}");

    /// <summary>Before a call that finds an object: a private one has no key to be found by.</summary>
    internal void ThrowIfPrivate(string parameter)
    {
        if (IsPrivate)
            throw new ArgumentException("IPC_PRIVATE finds no object: each use makes a new one; use Create, and hand on its Id", parameter);
    }
}
