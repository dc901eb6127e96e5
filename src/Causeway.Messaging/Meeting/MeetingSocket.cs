using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Messaging.Meeting;

/// <summary>The socket of a meeting, afterwards: its hang-up is the end of the connection, and rings and handles come over it.</summary>
/// <remarks>
/// <para>No thread of its own: the reactor's reads what comes, looks at both directions after every edge, and says when it has hung up.</para>
/// <para>
/// The reactor knows its owner by a weak reference: a connection that nobody has any more is finalised, and its peer sees the hang-up.
/// While somebody awaits, <see cref="HoldForAwait"/> keeps it.
/// </para>
/// <para>
/// Lost rings cannot be. A ring of an eventfd is an edge. A 'B' that finds the socket full (EAGAIN) finds messages there which the peer
/// has not read: it looks at both directions after reading them.
/// </para>
/// </remarks>
internal sealed partial class MeetingSocket : IDisposable
{
    private readonly UnixSocket _socket;
    private readonly SafeFileDescriptor? _ownBell;
    private readonly SafeFileDescriptor? _peerBell;
    private readonly Owner _owner;
    private SharedConnection? _connection;
    private int _listening;
    private int _ended;

    /// <summary>So often at the most: the socket's queue has room for fewer messages.</summary>
    private const int MostReads = 16;

    /// <summary>Takes over all three.</summary>
    /// <param name="socket">Connected, SeqPacket.</param>
    /// <param name="ownBell">The eventfd that the peer rings; null: it sends 'B'.</param>
    /// <param name="peerBell">The eventfd that wakes the peer; null: it gets a 'B'.</param>
    public MeetingSocket(UnixSocket socket, SafeFileDescriptor? ownBell, SafeFileDescriptor? peerBell)
    {
        _socket = socket;
        _ownBell = ownBell;
        _peerBell = peerBell;
        _owner = new Owner(this);
    }

    /// <summary>Whether wake-ups go by eventfds: both sides are of one user.</summary>
    public bool HasBells => _ownBell is not null && _peerBell is not null;

    /// <summary>Two ends within this process.</summary>
    public static (MeetingSocket First, MeetingSocket Second) CreatePair()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        SafeFileDescriptor firstBell = Bell.Create();
        SafeFileDescriptor secondBell = Bell.Create();
        return (new MeetingSocket(first, firstBell, secondBell.Duplicate()), new MeetingSocket(second, secondBell, firstBell.Duplicate()));
    }

    /// <summary>Has the socket read from now on. Once, when the connection is complete.</summary>
    /// <exception cref="SyscallException">ENOSPC: /proc/sys/fs/epoll/max_user_watches. EMFILE: no descriptor left for the reactor.</exception>
    public void Start(SharedConnection connection)
    {
        _connection = connection;
        DescriptorWatch watch = Reactor.Shared.Watch(_socket.Descriptor);
        _ = WatchAsync(watch, _owner, static meeting => meeting.Read());
    }

    /// <summary>Has the own eventfd answered from now on. Before the first wait for it.</summary>
    public void ListenToBell()
    {
        if (_ownBell is null || Volatile.Read(ref _listening) != 0)
            return;
        DescriptorWatch watch = Reactor.Shared.Watch(_ownBell);
        if (Interlocked.Exchange(ref _listening, 1) == 0)
            _ = WatchAsync(watch, _owner, static meeting => meeting.Answer());
    }

    /// <summary>Wakes the peer where it awaits. Never waits; one that is gone needs no waking.</summary>
    public void RingPeer()
    {
        if (_peerBell is not null)
            Bell.Ring(_peerBell);
        else
            SendByte((byte)'B', out _);
    }

    /// <summary>A call has seen that the peer is gone: the end of it comes at once, and not when the reactor sees it.</summary>
    public void HangUp()
    {
        // It is over when all that it had sent has been read; a peer that shut down its receiving alone and goes on sending is no reason to stay.
        for (int i = 0; i < MostReads && Read() == Progress.More; i++)
        {
        }
    }

    /// <summary>Keeps the connection alive while somebody awaits something of it; as often as <see cref="ReleaseAfterAwait"/>.</summary>
    public void HoldForAwait() => _owner.Hold(this);

    /// <summary>The wait is over.</summary>
    public void ReleaseAfterAwait() => _owner.Release();

    /// <summary>Closes everything; the peer sees the hang-up.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _ended, 1);
        _socket.Dispose();
        _ownBell?.Dispose();
        _peerBell?.Dispose();
        DiscardHandles();
    }

    private unsafe bool SendByte(byte message, out Errno error)
    {
        error = default;
        try
        {
            return LibC.sendto(_socket.Descriptor, &message, 1, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL, null, 0, out error) == 1;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
