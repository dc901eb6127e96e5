using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Binds an address; a path that a dead process left behind is replaced, one in use is not.</summary>
internal static class SocketServer
{
    public static readonly VerbOption Mode = new("--mode", "OCTAL", "the path's permissions, exactly; who may write may connect; 777 less the umask unless given");

    public static UnixSocketListener Listen(UnixSocketAddress address, UnixSocketType type, UnixFileMode? mode) =>
        UnixSocketListener.Listen(address, type, options: OptionsOf(address, mode));

    public static UnixSocket BindDatagram(UnixSocketAddress address, UnixFileMode? mode = null) => UnixSocket.BindDatagram(address, OptionsOf(address, mode));

    /// <summary>An abstract name has no permissions, and is gone with its process.</summary>
    private static UnixBindOptions? OptionsOf(UnixSocketAddress address, UnixFileMode? mode)
    {
        if (address.Path is not null)
            return new UnixBindOptions { Permissions = mode, ReplaceStale = true };
        return mode is null ? null : throw new UsageException("--mode: an abstract name has no permissions");
    }
}
