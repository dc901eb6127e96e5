using Causeway.Sys;

namespace Causeway;

/// <summary>Tells a socket path that a dead process left behind from one in use.</summary>
/// <remarks>
/// By connecting with a datagram socket: a stream listener answers EPROTOTYPE and never hears of it, a datagram socket
/// takes no notice, and a path without a socket behind it is ECONNREFUSED.
/// </remarks>
internal static unsafe class StalePath
{
    /// <summary>Whether the path is that of a socket which nobody has open any more.</summary>
    public static bool Is(UnixSocketAddress address)
    {
        if (address.Path is not { } path || FileIdentity.At(path)?.Type != LibC.S_IFSOCK)
            return false;
        using SafeFileDescriptor probe = SocketCalls.Create(UnixSocketType.Datagram, nonBlocking: true);
        var name = new SocketName(address);
        int result = LibC.connect(probe, name.Start, name.Length);
        Errno error = Errno.Last;
        return result != 0 && error == Errno.ECONNREFUSED;
    }

    /// <summary>Removes the path if it is stale. Under a <see cref="DirectoryLock"/>.</summary>
    /// <param name="address">The path.</param>
    /// <param name="place">Where it leads: removed is what is there, and only if the stale one is that.</param>
    public static bool Delete(UnixSocketAddress address, PathPlace place)
    {
        if (place.Look() is not { } there || FileIdentity.At(address.Path!) != there || !Is(address))
            return false;
        int result = LibC.unlinkat(place.Directory, place.Name, 0);
        Errno error = Errno.Last;
        return result == 0 ? true : throw SyscallFailure.Opening("unlink", address.Path, error);
    }

    /// <summary>What to do about an address in use.</summary>
    public static string Advice(UnixSocketAddress address)
    {
        if (address.IsAbstract)
            return "another socket has this name: choose another";
        return Is(address)
            ? "a process that is gone left it behind: bind with UnixBindOptions.ReplaceStale, or remove it with UnixSocket.TryDeleteStale"
            : "another socket, or a file, has this path: choose another";
    }
}
