using System.Diagnostics.CodeAnalysis;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A UNIX stream or seqpacket socket that takes connections (unix(7), listen(2)).</summary>
/// <remarks>
/// <para>
/// Several threads may accept at once. Dispose ends pending asynchronous accepts and removes the bound path if it is still this
/// socket's. A synchronous call that waits meanwhile on another thread goes on, and keeps the descriptor open as long: give it a
/// token, and cancel that first.
/// </para>
/// <para>
/// The open file description is non-blocking (O_NONBLOCK). A process that shares it and clears the flag makes
/// <see cref="TryAccept"/> and <see cref="AcceptAsync"/> wait here, on the thread that calls them.
/// </para>
/// </remarks>
public sealed class UnixSocketListener : IDisposable
{
    private readonly BoundPath? _path;

    private UnixSocketListener(SafeFileDescriptor descriptor, UnixSocketType type, UnixSocketAddress address, BoundPath? path)
    {
        Descriptor = descriptor;
        Type = type;
        Address = address;
        _path = path;
    }

    /// <summary>The descriptor, owned by this object. It is non-blocking.</summary>
    public SafeFileDescriptor Descriptor { get; }

    /// <summary>What its connections carry: <see cref="UnixSocketType.Stream"/> or <see cref="UnixSocketType.SeqPacket"/>.</summary>
    public UnixSocketType Type { get; }

    /// <summary>Where it listens; the name that the kernel chose where none was given.</summary>
    public UnixSocketAddress Address { get; }

    /// <summary>Runs continuations of <see cref="AcceptAsync"/> on the reactor's thread: faster, but they must neither block nor take long. False unless set.</summary>
    public bool InlineContinuations { get; set; }

    /// <summary>Of a socket that was shut down a call that may not wait answers EAGAIN, and only one that waits EINVAL; it is ready for reading ever after.</summary>
    private bool IsShutDown => DescriptorPoll.Peek(Descriptor, LibC.POLLRDHUP) != 0;

    /// <summary>Binds a socket and listens (socket(2), bind(2), listen(2)).</summary>
    /// <param name="address">A path, which must not exist; an abstract name; or <see cref="UnixSocketAddress.Unnamed"/> for one that the kernel chooses.</param>
    /// <param name="type">What the connections carry: <see cref="UnixSocketType.Stream"/> or <see cref="UnixSocketType.SeqPacket"/>.</param>
    /// <param name="backlog">How many connections wait to be accepted, 0 or more, at most /proc/sys/net/core/somaxconn: the next connect waits.</param>
    /// <param name="options">A path's permissions, and whether a stale one is replaced; null: less the umask, and it is not.</param>
    /// <exception cref="ArgumentException">Permissions of a name that is no path.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The backlog is negative, or the type has no connections.</exception>
    /// <exception cref="SyscallException">EADDRINUSE: the name or path exists; the message says whether it is in use. ENOENT, ENOTDIR: no such directory.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: the directory is not writable for this process.</exception>
    /// <exception cref="IOException">The path came to lead elsewhere meanwhile, or something else took the socket's place: others may write there.</exception>
    public static UnixSocketListener Listen(UnixSocketAddress address, UnixSocketType type = UnixSocketType.Stream, int backlog = 128, UnixBindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (type is not (UnixSocketType.Stream or UnixSocketType.SeqPacket))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Stream or SeqPacket: datagrams need no connection, see UnixSocket.BindDatagram.");
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        SafeFileDescriptor descriptor = SocketCalls.Create(type, nonBlocking: true);
        BoundPath? path = null;
        try
        {
            path = PathBinding.Bind(descriptor, address, options);
            int result = LibC.listen(descriptor, backlog);
            Errno error = Errno.Last;
            if (result != 0)
                throw SyscallFailure.Create("listen", address.ToString(), error);
            return new UnixSocketListener(descriptor, type, SocketCalls.LocalName(descriptor), path);
        }
        catch
        {
            path?.Remove();
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Takes over a listening socket that this process inherited or received, and makes it non-blocking. Its path stays when this object is disposed.</summary>
    /// <param name="descriptor">Becomes the listener's own; it is made close-on-exec.</param>
    /// <exception cref="ArgumentException">No UNIX socket, or one that does not listen.</exception>
    public static UnixSocketListener FromDescriptor(SafeFileDescriptor descriptor)
    {
        UnixSocketType type = SocketKind.Check(descriptor, listens: true);
        BlockingMode.Set(descriptor, descriptor.ToString(), nonBlocking: true);
        return new UnixSocketListener(descriptor, type, SocketCalls.LocalName(descriptor), path: null);
    }

    /// <summary>Takes the next connection if there is one; never waits.</summary>
    /// <param name="socket">The connection; null where there is none.</param>
    /// <returns>False when no connection waits (EAGAIN).</returns>
    /// <exception cref="SyscallException">EMFILE, ENFILE: too many open descriptors; the connection stays in the backlog. EINVAL: the socket was shut down (shutdown(2)), here or by another process that has it.</exception>
    public unsafe bool TryAccept([NotNullWhen(true)] out UnixSocket? socket)
    {
        while (true)
        {
            int descriptor = LibC.accept4(Descriptor, null, null, LibC.SOCK_CLOEXEC);
            Errno error = Errno.Last;
            socket = descriptor >= 0 ? new UnixSocket(new SafeFileDescriptor(descriptor), Type, Address, path: null) : null;
            if (socket is not null)
                return true;
            if (error == Errno.EAGAIN && !IsShutDown)
                return false;
            if (error == Errno.EAGAIN || error == Errno.EINVAL)
                throw SyscallFailure.Create("accept4", Address.ToString(), Errno.EINVAL, "it listens no more: it was shut down (shutdown(2)), for every process that has it; bind and listen anew");
            if (error != Errno.EINTR && error != Errno.ECONNABORTED)
                throw SyscallFailure.Create("accept4", Address.ToString(), error);
        }
    }

    /// <summary>Takes the next connection (accept4(2)); waits on the calling thread while there is none.</summary>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">No connection came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">EMFILE, ENFILE: too many open descriptors; the connection stays in the backlog. EINVAL: the socket was shut down (shutdown(2)), here or by another process that has it.</exception>
    public UnixSocket Accept(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            if (TryAccept(out UnixSocket? socket))
                return socket;
            if (!DescriptorPoll.Wait(Descriptor, LibC.POLLIN, deadline, cancellationToken))
                throw SyscallFailure.TimedOut("accept4", Address.ToString());
        }
    }

    /// <summary>Takes the next connection; waits without a thread while there is none.</summary>
    /// <exception cref="ObjectDisposedException">The listener was disposed meanwhile.</exception>
    /// <inheritdoc cref="Accept"/>
    public async ValueTask<UnixSocket> AcceptAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var input = new Readiness(Descriptor, Direction.Read);
        while (true)
        {
            input.Look();
            if (TryAccept(out UnixSocket? socket))
                return socket;
            await input.WaitAsync(InlineContinuations, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops listening, and ends pending asynchronous accepts; a synchronous one goes on. Connections that nobody accepted see ECONNRESET.</summary>
    public void Dispose()
    {
        _path?.Remove();
        Descriptor.Dispose();
    }
}
