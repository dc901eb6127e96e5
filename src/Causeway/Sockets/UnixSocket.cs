using System.Net.Sockets;
using Causeway.Sys;

namespace Causeway;

/// <summary>A UNIX socket (unix(7)): one end of a stream or seqpacket connection, or a datagram socket.</summary>
/// <remarks>
/// <para>
/// One sender and one receiver at a time, except that messages (datagram, seqpacket) may be sent and received by several threads. A write
/// to a peer that is gone is EPIPE, an exception; it never ends this process.
/// </para>
/// <para>
/// Dispose ends pending asynchronous calls, and removes the bound path if it is still this socket's. A synchronous call that
/// waits meanwhile on another thread goes on, and keeps the descriptor open as long: give it a token, and cancel that first, or
/// end both directions with <see cref="Shutdown"/> where no other process is to go on with the socket.
/// </para>
/// <para>
/// The calls are made on the descriptor itself: System.Net.Sockets.Socket has no deadline and token for a call that
/// blocks, deletes a bound path whoever has it by then, and cannot carry descriptors. For what takes a Socket,
/// <see cref="ToSocket"/> gives one for the same socket.
/// </para>
/// </remarks>
public sealed partial class UnixSocket : IDisposable
{
    private readonly BoundPath? _path;
    private UnixSocketAddress? _peer;

    /// <summary>
    /// A datagram socket that poll(2) or epoll(7) said was shut down, here or by another process that has it: nothing comes any more, and it
    /// is ready for reading ever after. A call that may not wait answers EAGAIN, and only one that waits 0.
    /// </summary>
    private volatile bool _receivesNoMore;

    internal UnixSocket(SafeFileDescriptor descriptor, UnixSocketType type, UnixSocketAddress? name, BoundPath? path)
    {
        Descriptor = descriptor;
        Type = type;
        Name = name?.ToString() ?? descriptor.ToString();
        _path = path;
    }

    /// <summary>The descriptor, owned by this object.</summary>
    public SafeFileDescriptor Descriptor { get; }

    /// <summary>What it carries.</summary>
    public UnixSocketType Type { get; }

    /// <summary>Runs continuations of asynchronous calls on the reactor's thread: faster, but they must neither block nor take long. False unless set.</summary>
    public bool InlineContinuations { get; set; }

    /// <summary>Its own address; unnamed where it is not bound (getsockname(2)).</summary>
    public UnixSocketAddress LocalAddress => SocketCalls.LocalName(Descriptor);

    /// <summary>The other end's address, unnamed where that is not bound; null where this socket is not connected (getpeername(2)).</summary>
    public UnixSocketAddress? PeerAddress => SocketCalls.PeerName(Descriptor);

    /// <summary>What the socket is called in messages.</summary>
    private string Name { get; }

    /// <summary>A connected pair without names (socketpair(2)), for example to give one end to a child.</summary>
    /// <exception cref="SyscallException">EMFILE, ENFILE: too many open descriptors.</exception>
    public static unsafe (UnixSocket First, UnixSocket Second) CreatePair(UnixSocketType type = UnixSocketType.Stream)
    {
        Check(type);
        int* ends = stackalloc int[2];
        int result = LibC.socketpair(LibC.AF_UNIX, (int)type | LibC.SOCK_CLOEXEC, 0, ends);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("socketpair", objectName: null, error);
        return (new UnixSocket(new SafeFileDescriptor(ends[0]), type, name: null, path: null),
            new UnixSocket(new SafeFileDescriptor(ends[1]), type, name: null, path: null));
    }

    /// <summary>Removes a path that a dead process left behind: a socket's, which nobody has open.</summary>
    /// <returns>False where nothing is stale: there is nothing, or something in use, or no socket.</returns>
    /// <remarks>Under a lock of the directory (flock(2)), which keeps apart those who take a stale path for their own: see <see cref="UnixBindOptions.ReplaceStale"/>.</remarks>
    /// <exception cref="SyscallException">EPERM, EROFS: it may not be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable or not readable for this process.</exception>
    /// <exception cref="TimeoutException">Another process keeps the directory locked.</exception>
    /// <exception cref="IOException">The path came to lead to another directory meanwhile.</exception>
    public static bool TryDeleteStale(string path)
    {
        UnixSocketAddress address = UnixSocketAddress.FromPath(path);
        if (!StalePath.Is(address))
            return false;
        using var place = PathPlace.Of(path, "unlink");
        using FileLock alone = DirectoryLock.Take(place);
        return StalePath.Delete(address, place);
    }

    /// <summary>Ends one or both directions, of this process and of every other that has the socket (shutdown(2)).</summary>
    /// <param name="how">Send: the peer of a connection reads the end, this end gets EPIPE. Receive: this end reads what has come, then the end, of datagrams as 0 bytes.</param>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public void Shutdown(SocketShutdown how)
    {
        if (how is < SocketShutdown.Receive or > SocketShutdown.Both)
            throw new ArgumentOutOfRangeException(nameof(how), how, "Receive, Send or Both.");
        int result = LibC.shutdown(Descriptor, (int)how);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("shutdown", Name, error);
    }

    /// <summary>A Socket for the same socket, with a descriptor of its own; the caller disposes it.</summary>
    /// <remarks>Its asynchronous calls make the open file description non-blocking, which this object copes with.</remarks>
    /// <exception cref="SyscallException">EMFILE: too many open descriptors.</exception>
    public Socket ToSocket()
    {
        SafeFileDescriptor duplicate = Descriptor.Duplicate();
        var handle = new SafeSocketHandle(duplicate.Number, ownsHandle: true);
        duplicate.SetHandleAsInvalid();
        try
        {
            return new Socket(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Closes the socket, and ends pending asynchronous calls; a synchronous wait goes on.</summary>
    public void Dispose()
    {
        _path?.Remove();
        Descriptor.Dispose();
    }

    private static void Check(UnixSocketType type)
    {
        if (type is not (UnixSocketType.Stream or UnixSocketType.Datagram or UnixSocketType.SeqPacket))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Stream, Datagram or SeqPacket.");
    }
}
