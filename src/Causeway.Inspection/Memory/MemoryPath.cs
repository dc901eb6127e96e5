using System.Text;
using Causeway.Inspection.Domains;

namespace Causeway.Inspection;

/// <summary>What shared memory is by the path that links and maps show.</summary>
internal static class MemoryPath
{
    private static ReadOnlySpan<byte> Shm => "/dev/shm/"u8;

    private static ReadOnlySpan<byte> MemFd => "/memfd:"u8;

    private static ReadOnlySpan<byte> Connection => "/memfd:causeway-connection"u8;

    /// <summary>The directory of the domain that the environment names, with a slash at its end; empty for none.</summary>
    private static readonly byte[] s_domain = DomainFiles.OfEnvironment is { } path ? Encoding.UTF8.GetBytes(path + "/") : [];

    private static ReadOnlySpan<byte> SemaphorePrefix => "sem."u8;

    private static ReadOnlySpan<byte> Deleted => " (deleted)"u8;

    /// <summary>Whether a memfd has the name of a connection's memory.</summary>
    public static bool IsConnection(ReadOnlySpan<byte> path) =>
        path.StartsWith(Connection) && (path.Length == Connection.Length || path[Connection.Length..].SequenceEqual(Deleted));

    /// <summary>Whether it is memory by its path: a memfd, a file right in /dev/shm, as shm_open(3) and sem_open(3) make them, or one of a domain.</summary>
    public static bool TryKind(ReadOnlySpan<byte> path, out IpcKind kind)
    {
        kind = IpcKind.MemoryFile;
        if (path.StartsWith(MemFd))
            return true;
        if (s_domain.Length > 0 && path.StartsWith(s_domain) && !path[s_domain.Length..].Contains((byte)'/'))
        {
            kind = IpcKind.Domain;
            return true;
        }

        if (!path.StartsWith(Shm))
            return false;
        ReadOnlySpan<byte> name = path[Shm.Length..];
        kind = name.Contains((byte)'/') ? IpcKind.Domain : name.StartsWith(SemaphorePrefix) ? IpcKind.PosixSemaphore : IpcKind.PosixMemory;
        return kind != IpcKind.Domain || name.StartsWith("causeway-"u8);
    }

    /// <summary>Whether it is one of the devices that nearly every process has open, which need no further look.</summary>
    public static bool IsDevice(ReadOnlySpan<byte> path) =>
        path.StartsWith("/dev/"u8) && (path.SequenceEqual("/dev/null"u8) || path.StartsWith("/dev/pts/"u8) || path.StartsWith("/dev/tty"u8)
            || path.SequenceEqual("/dev/urandom"u8) || path.SequenceEqual("/dev/random"u8) || path.SequenceEqual("/dev/zero"u8));

    /// <summary>The path without the word that says that its name is gone.</summary>
    public static string Text(ReadOnlySpan<byte> path, out bool deleted)
    {
        deleted = path.EndsWith(Deleted);
        return ByteFields.Text(deleted ? path[..^Deleted.Length] : path);
    }

    /// <summary>A semaphore's name as sem_open(3) has it.</summary>
    public static string SemaphoreName(ReadOnlySpan<byte> path) => "/" + Text(path, out _)[(Shm.Length + SemaphorePrefix.Length)..];

    /// <summary>The object of a path of <see cref="TryKind"/>.</summary>
    public static IpcObject ObjectOf(IpcObjectId id, ReadOnlySpan<byte> path, uint? user, UnixFileMode? mode, long? bytes)
    {
        string name = Text(path, out bool deleted);
        return id.Kind switch
        {
            IpcKind.PosixSemaphore => new PosixSemaphoreObject { Id = id, Name = SemaphoreName(path), UserId = user, Mode = mode, IsDeleted = deleted },
            IpcKind.PosixMemory => new MemoryObject { Id = id, Name = name[(Shm.Length - 1)..], UserId = user, Mode = mode, Bytes = bytes, IsDeleted = deleted },
            IpcKind.MemoryFile => new MemoryObject { Id = id, Name = name[MemFd.Length..], UserId = user, Mode = mode, Bytes = bytes },
            _ => new DomainObject { Id = id, Name = name, UserId = user, Mode = mode, Bytes = bytes, IsDeleted = deleted },
        };
    }
}
