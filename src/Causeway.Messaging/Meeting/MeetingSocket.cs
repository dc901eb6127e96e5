using System.Runtime.CompilerServices;
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
    /// <summary>What is read in a row before other connections have their turn.</summary>
    private const int MessagesAtOnce = 64;

    private readonly UnixSocket _socket;
    private readonly SafeFileDescriptor? _ownBell;
    private readonly SafeFileDescriptor? _peerBell;
    private readonly Owner _owner;
    private readonly Lock _reading = new();
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

    private static async Task WatchAsync(DescriptorWatch watch, Owner owner, Func<MeetingSocket, Progress> answer)
    {
        try
        {
            while (true)
            {
                uint seen = watch.Edges(Direction.Read);
                Progress progress = Step(owner, answer);
                if (progress == Progress.Ended)
                    return;
                if (progress == Progress.More)
                    await Task.Yield();
                else
                    await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection was disposed, or finalised.
        }
        catch (Exception failure)
        {
            // Nobody would read the socket any more, and its hang-up would not be seen.
            Fail(owner, failure);
        }
    }

    private static void Fail(Owner owner, Exception failure) => owner.Target?.End($"what came could not be answered here: {failure.Message}");

    /// <summary>A method of its own, so that the waiting one has no reference left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Progress Step(Owner owner, Func<MeetingSocket, Progress> answer) => owner.Target is { } meeting ? answer(meeting) : Progress.Ended;

    private Progress Answer()
    {
        _connection!.LookAtBoth();
        return Volatile.Read(ref _ended) == 0 ? Progress.Empty : Progress.Ended;
    }

    /// <summary>Reads what there is, then looks at both directions.</summary>
    private Progress Read()
    {
        Progress progress = ReadSome(out string? violation);
        if (progress == Progress.Ended)
            End(violation);
        else
            _connection!.LookAtBoth();
        return progress;
    }

    private Progress ReadSome(out string? violation)
    {
        violation = null;
        try
        {
            // One at a time, so that handles stay in order; without it while others are told.
            lock (_reading)
            {
                Progress progress = Progress.More;
                for (int i = 0; i < MessagesAtOnce && progress == Progress.More && violation is null; i++)
                    progress = ReadOne(out violation);
                return violation is null ? progress : Progress.Ended;
            }
        }
        catch (SyscallException failure)
        {
            violation = failure.Message;
            return Progress.Ended;
        }
    }

    private Progress ReadOne(out string? violation)
    {
        violation = null;
        Span<byte> message = stackalloc byte[MaxMessageBytes];
        try
        {
            if (!_socket.TryReceiveWithHandles(message, maxHandles: 1, out UnixReceived received))
                return Progress.Empty;
            using (received)
            {
                if (received.IsEnd)
                    return Progress.Ended;
                violation = Take(message[..received.Count], received);
                return Progress.More;
            }
        }
        catch (SyscallException reset) when (reset.Errno == Errno.ECONNRESET)
        {
            // It was closed before it read all that was sent to it: what it had sent before is still to be read.
            return Progress.More;
        }
    }

    /// <summary>A message by its first byte.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    private string? Take(ReadOnlySpan<byte> message, in UnixReceived received)
    {
        if (received.IsTruncated)
            return "a message longer than any on the meeting socket";
        if (message.IsEmpty)
            return "an empty message on the meeting socket";
        if (message[0] == 'H')
            return TakeHandle(message[1..], received);
        if (received.Handles.Count > 0 || received.HandlesTruncated || message.Length != 1)
            return "more on the meeting socket than belongs to a message";
        return message[0] switch
        {
            (byte)'B' => null,
            (byte)'A' => TakeCredit(),
            _ => "an unknown message on the meeting socket",
        };
    }

    /// <summary>Hung up, or to be. What was read before has been given to the connection.</summary>
    private void End(string? violation)
    {
        // The connection first: who sees that it is over here asks there how it ended, which is told once.
        _connection!.Ended(violation);
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        EndHandles();

        // The peer is to know, too. The descriptor stays this object's until the connection is disposed.
        if (violation is not null)
            _socket.Descriptor.Dispose();
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

    /// <summary>How far a look got.</summary>
    private enum Progress
    {
        /// <summary>There may be more.</summary>
        More,

        /// <summary>There was no more: the next edge tells.</summary>
        Empty,

        /// <summary>There will be no more.</summary>
        Ended,
    }

    /// <summary>What the reactor knows of the meeting: held only while somebody awaits.</summary>
    private sealed class Owner(MeetingSocket meeting)
    {
        private readonly WeakReference<MeetingSocket> _weak = new(meeting);
        private readonly Lock _gate = new();
        private MeetingSocket? _held;
        private int _holds;

        public MeetingSocket? Target => _weak.TryGetTarget(out MeetingSocket? target) ? target : null;

        public void Hold(MeetingSocket meeting)
        {
            lock (_gate)
            {
                _holds++;
                _held = meeting;
            }
        }

        public void Release()
        {
            lock (_gate)
            {
                if (--_holds == 0)
                    _held = null;
            }
        }
    }
}
