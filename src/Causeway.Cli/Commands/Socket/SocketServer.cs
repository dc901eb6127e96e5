namespace Causeway.Cli.Commands.Socket;

/// <summary>Binds an address; a path that a dead process left behind is replaced, one in use is not.</summary>
internal static class SocketServer
{
    public static UnixSocketListener Listen(UnixSocketAddress address, UnixSocketType type) =>
        Replacing(address, () => UnixSocketListener.Listen(address, type));

    public static UnixSocket BindDatagram(UnixSocketAddress address) => Replacing(address, () => UnixSocket.BindDatagram(address));

    private static T Replacing<T>(UnixSocketAddress address, Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (SyscallException e) when (e.Errno == Errno.EADDRINUSE && address.Path is { } path && UnixSocket.TryDeleteStale(path))
        {
            return bind();
        }
    }
}
