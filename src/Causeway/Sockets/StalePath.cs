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
    public static bool Delete(UnixSocketAddress address)
    {
        if (!Is(address))
            return false;
        int result = LibC.unlink(address.Path!);
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
