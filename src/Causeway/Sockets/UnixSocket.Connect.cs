using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>How a socket gets an address and a peer.</content>
public sealed partial class UnixSocket
{
    /// <summary>Connects to a listener, or names the one receiver of a datagram socket's messages (connect(2)).</summary>
    /// <param name="peer">Its path or abstract name.</param>
    /// <param name="type">The type of the socket there.</param>
    /// <param name="timeout">How long to wait while the listener's backlog is full; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <exception cref="ArgumentException">The peer is unnamed.</exception>
    /// <exception cref="SyscallException">ENOENT: no such path. ECONNREFUSED: nobody listens there, or it is no socket. EPROTOTYPE: a socket of another type. EPERM: a datagram socket that takes messages from another peer only.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: no write permission for the path.</exception>
    /// <exception cref="TimeoutException">The backlog stayed full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static UnixSocket Connect(
        UnixSocketAddress peer,
        UnixSocketType type = UnixSocketType.Stream,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        CheckPeer(peer);
        Check(type);
        var deadline = Deadline.After(timeout);
        var socket = new UnixSocket(SocketCalls.Create(type), type, peer, path: null);
        try
        {
            SocketCalls.Connect(socket.Descriptor, peer, deadline, cancellationToken);
            socket._peer = peer;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects; waits on a thread of its own while a listener's backlog is full, because no descriptor announces room in it.</summary>
    /// <inheritdoc cref="Connect"/>
    public static async ValueTask<UnixSocket> ConnectAsync(
        UnixSocketAddress peer,
        UnixSocketType type = UnixSocketType.Stream,
        CancellationToken cancellationToken = default)
    {
        CheckPeer(peer);
        Check(type);
        cancellationToken.ThrowIfCancellationRequested();
        var socket = new UnixSocket(SocketCalls.Create(type, nonBlocking: true), type, peer, path: null);
        try
        {
            bool connected = SocketCalls.TryConnect(socket.Descriptor, peer);
            BlockingMode.Set(socket.Descriptor, socket.Name, nonBlocking: false);
            if (!connected)
                await DedicatedThread.RunAsync(() => SocketCalls.Connect(socket.Descriptor, peer, Deadline.Infinite, cancellationToken), cancellationToken).ConfigureAwait(false);
            socket._peer = peer;
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A datagram socket with an address, which receives from everybody that may write to it (bind(2)).</summary>
    /// <param name="address">A path, which must not exist; an abstract name; or <see cref="UnixSocketAddress.Unnamed"/> for one that the kernel chooses.</param>
    /// <param name="options">A path's permissions, and whether a stale one is replaced; null: less the umask, and it is not.</param>
    /// <exception cref="ArgumentException">Permissions of a name that is no path.</exception>
    /// <exception cref="SyscallException">EADDRINUSE: the name or path exists; the message says whether it is in use. ENOENT, ENOTDIR: no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this process.</exception>
    /// <exception cref="IOException">The path came to lead elsewhere meanwhile, or something else took the socket's place: others may write there.</exception>
    public static UnixSocket BindDatagram(UnixSocketAddress address, UnixBindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        SafeFileDescriptor descriptor = SocketCalls.Create(UnixSocketType.Datagram);
        try
        {
            BoundPath? path = PathBinding.Bind(descriptor, address, options);
            return new UnixSocket(descriptor, UnixSocketType.Datagram, address, path);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>A datagram socket without an address: it can send, and nobody can answer.</summary>
    /// <exception cref="SyscallException">EMFILE, ENFILE: too many open descriptors.</exception>
    public static UnixSocket CreateDatagram() =>
        new(SocketCalls.Create(UnixSocketType.Datagram), UnixSocketType.Datagram, name: null, path: null);

    /// <summary>Names the one peer of a datagram socket: <see cref="Send"/> goes there, and only what comes from there is received (connect(2)).</summary>
    /// <exception cref="InvalidOperationException">Not a datagram socket.</exception>
    /// <inheritdoc cref="Connect" path="/exception[not(contains(@cref,'Timeout') or contains(@cref,'Canceled'))]"/>
    public void SetPeer(UnixSocketAddress peer)
    {
        CheckPeer(peer);
        if (Type != UnixSocketType.Datagram)
            throw new InvalidOperationException("A connection's peer is for life; connect a new socket.");
        SocketCalls.Connect(Descriptor, peer, Deadline.Infinite, CancellationToken.None);
        _peer = peer;
    }

    private static void CheckPeer(UnixSocketAddress peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (peer.IsUnnamed)
            throw new ArgumentException("Nobody can be reached without an address.", nameof(peer));
    }
}
