using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>The calls that make, name and connect UNIX sockets.</summary>
internal static unsafe class SocketCalls
{
    /// <summary>A socket without a name.</summary>
    public static SafeFileDescriptor Create(UnixSocketType type, bool nonBlocking = false)
    {
        int descriptor = LibC.socket(LibC.AF_UNIX, (int)type | LibC.SOCK_CLOEXEC | (nonBlocking ? LibC.SOCK_NONBLOCK : 0), 0);
        Errno error = Errno.Last;
        if (descriptor < 0)
            throw SyscallFailure.Create("socket", objectName: null, error);
        return new SafeFileDescriptor(descriptor);
    }

    public static void Bind(SafeFileDescriptor socket, UnixSocketAddress address)
    {
        var name = new SocketName(address);
        int result = LibC.bind(socket, name.Start, name.Length);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Opening("bind", address.ToString(), error, error == Errno.EADDRINUSE ? StalePath.Advice(address) : null);
    }

    /// <summary>connect(2), which for a stream waits while the listener's backlog is full.</summary>
    public static void Connect(SafeFileDescriptor socket, UnixSocketAddress peer, Deadline deadline, CancellationToken token)
    {
        var call = new ConnectCall(socket, peer);
        if (BlockingCall.Run(ref call, deadline, token, out Errno error) != 0)
            throw ConnectFailure(peer, error);
    }

    /// <summary>connect(2) of a non-blocking socket.</summary>
    /// <returns>False when the listener's backlog is full (EAGAIN): nothing announces room in it.</returns>
    public static bool TryConnect(SafeFileDescriptor socket, UnixSocketAddress peer)
    {
        var call = new ConnectCall(socket, peer);
        if (call.Invoke(out Errno error) == 0)
            return true;
        return error == Errno.EAGAIN ? false : throw ConnectFailure(peer, error);
    }

    public static UnixSocketAddress LocalName(SafeFileDescriptor socket)
    {
        SocketName name = SocketName.Empty;
        int result = LibC.getsockname(socket, name.Start, &name.Length);
        Errno error = Errno.Last;
        return result == 0 ? name.ToAddress() : throw SyscallFailure.Create("getsockname", socket.ToString(), error);
    }

    /// <summary>The other end's name; null where there is no other end (ENOTCONN).</summary>
    public static UnixSocketAddress? PeerName(SafeFileDescriptor socket)
    {
        SocketName name = SocketName.Empty;
        int result = LibC.getpeername(socket, name.Start, &name.Length);
        Errno error = Errno.Last;
        if (result == 0)
            return name.ToAddress();
        return error == Errno.ENOTCONN ? null : throw SyscallFailure.Create("getpeername", socket.ToString(), error);
    }

    /// <summary>setsockopt(2) of SOL_SOCKET, whose value is an int.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="option">SO_….</param>
    /// <param name="name">The same for messages.</param>
    /// <param name="value">What to set.</param>
    /// <param name="unknown">What to do where the kernel does not know it.</param>
    public static void SetOption(SafeFileDescriptor socket, int option, string name, int value, string? unknown = null)
    {
        int result = LibC.setsockopt(socket, LibC.SOL_SOCKET, option, &value, sizeof(int));
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create($"setsockopt({name})", socket.ToString(), error, error == Errno.ENOPROTOOPT ? unknown : null);
    }

    /// <summary>getsockopt(2) of SOL_SOCKET, whose value is an int.</summary>
    public static int GetOption(SafeFileDescriptor socket, int option, string name)
    {
        int value;
        uint length = sizeof(int);
        int result = LibC.getsockopt(socket, LibC.SOL_SOCKET, option, &value, &length);
        Errno error = Errno.Last;
        return result == 0 ? value : throw SyscallFailure.Create($"getsockopt({name})", socket.ToString(), error);
    }

    private static Exception ConnectFailure(UnixSocketAddress peer, Errno error)
    {
        if (error == Errno.ETIMEDOUT)
            return SyscallFailure.TimedOut("connect", peer.ToString());
        string? remedy = null;
        if (error == Errno.ENOENT)
            remedy = "start the process that binds it";
        else if (error == Errno.ECONNREFUSED)
            remedy = "nobody has a socket bound there that takes connections: start the server; a path that it left behind can be removed with UnixSocket.TryDeleteStale";
        else if (error == Errno.EPROTOTYPE)
            remedy = "the socket there is of another type: use its UnixSocketType";
        return SyscallFailure.Opening("connect", peer.ToString(), error, remedy);
    }

    private readonly struct ConnectCall(SafeFileDescriptor socket, UnixSocketAddress peer) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            var name = new SocketName(peer);
            int result = LibC.connect(socket, name.Start, name.Length);
            error = Errno.Last;
            return result;
        }
    }
}
