using System.Text;
using Causeway.Inspection.Domains;

namespace Causeway.Inspection;

/// <summary>What shared memory is called, by the path that links and maps show. What it is, its file system tells besides.</summary>
internal static class MemoryPath
{
    private static ReadOnlySpan<byte> MemFd => "/memfd:"u8;

    private static ReadOnlySpan<byte> Connection => "/memfd:causeway-connection"u8;

    /// <summary>The directory of the domain that the environment names, with a slash at its end; empty for none.</summary>
    private static readonly byte[] s_domain = DomainFiles.OfEnvironment is { } path ? Encoding.UTF8.GetBytes(path + "/") : [];

    private static ReadOnlySpan<byte> SemaphorePrefix => "sem."u8;

    private static ReadOnlySpan<byte> Deleted => " (deleted)"u8;

    /// <summary>Where shm_open(3) and sem_open(3) make their files.</summary>
    public static ReadOnlySpan<byte> Folder => "/dev/shm/"u8;

    /// <summary>Whether it is called as a memfd is: the kernel says of all of them that they are deleted.</summary>
    public static bool IsMemoryFile(ReadOnlySpan<byte> path) => path.StartsWith(MemFd);

    /// <summary>Whether a memfd has the name of a connection's memory.</summary>
    public static bool IsConnection(ReadOnlySpan<byte> path) => WithoutWord(path).SequenceEqual(Connection);

    /// <summary>Whether it is right in the directory of the domain that the environment names, on whatever file system that is.</summary>
    public static bool IsOfDomain(ReadOnlySpan<byte> path) =>
        s_domain.Length > 0 && path.StartsWith(s_domain) && !path[s_domain.Length..].Contains((byte)'/');

    /// <summary>What a file is by its path: right in /dev/shm, or one of Causeway's own. False for another.</summary>
    public static bool TryKind(ReadOnlySpan<byte> path, out IpcKind kind)
    {
        kind = IpcKind.Domain;
        if (IsOfDomain(path))
            return true;
        if (!path.StartsWith(Folder))
            return false;
        ReadOnlySpan<byte> name = path[Folder.Length..];
        kind = name.Contains((byte)'/') ? IpcKind.Domain : name.StartsWith(SemaphorePrefix) ? IpcKind.PosixSemaphore : IpcKind.PosixMemory;
        return kind != IpcKind.Domain || name.StartsWith("causeway-"u8);
    }

    /// <summary>Whether it is one of the devices that nearly every process has open, which need no further look.</summary>
    public static bool IsDevice(ReadOnlySpan<byte> path) =>
        path.StartsWith("/dev/"u8) && (path.SequenceEqual("/dev/null"u8) || path.StartsWith("/dev/pts/"u8) || path.StartsWith("/dev/tty"u8)
            || path.SequenceEqual("/dev/urandom"u8) || path.SequenceEqual("/dev/random"u8) || path.SequenceEqual("/dev/zero"u8));

    /// <summary>Whether the path ends with the word that the kernel puts after one whose name is gone. A name may end so by itself.</summary>
    public static bool EndsAsDeleted(ReadOnlySpan<byte> path) => path.EndsWith(Deleted);

    /// <summary>The path without that word.</summary>
    public static ReadOnlySpan<byte> WithoutWord(ReadOnlySpan<byte> path) => path.EndsWith(Deleted) ? path[..^Deleted.Length] : path;

    /// <summary>The object of a path, which has no more than its name in it.</summary>
    public static IpcObject ObjectOf(IpcObjectId id, ReadOnlySpan<byte> path, bool isDeleted, uint? user, UnixFileMode? mode, long? bytes) => id.Kind switch
    {
        IpcKind.PosixSemaphore => new PosixSemaphoreObject { Id = id, Name = "/" + After(path, Folder.Length + SemaphorePrefix.Length), UserId = user, Mode = mode, IsDeleted = isDeleted },
        IpcKind.PosixMemory => new MemoryObject { Id = id, Name = "/" + After(path, Folder.Length), UserId = user, Mode = mode, Bytes = bytes, IsDeleted = isDeleted },
        IpcKind.MemoryFile => new MemoryObject { Id = id, Name = After(path, MemFd.Length), UserId = user, Mode = mode, Bytes = bytes },
        IpcKind.Domain => new DomainObject { Id = id, Name = ByteFields.Text(path), UserId = user, Mode = mode, Bytes = bytes, IsDeleted = isDeleted },
        _ => new MemoryObject { Id = id, Name = ByteFields.Text(path), UserId = user, Mode = mode, Bytes = bytes, IsDeleted = isDeleted },
    };

    private static string After(ReadOnlySpan<byte> path, int start) => ByteFields.Text(path[Math.Min(start, path.Length)..]);
}
