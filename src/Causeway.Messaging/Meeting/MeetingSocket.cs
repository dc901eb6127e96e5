using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Messaging.Meeting;

/// <summary>The socket of a meeting afterwards: its hang-up is the end of the connection, and doorbells are rung.</summary>
internal sealed class MeetingSocket(UnixSocket socket, SafeFileDescriptor? ownBell, SafeFileDescriptor? peerBell) : IDisposable
{
    private SharedConnection? _connection;
    private int _listening;

    /// <summary>Two ends within this process.</summary>
    public static (MeetingSocket First, MeetingSocket Second) CreatePair()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.SeqPacket);
        SafeFileDescriptor firstBell = NewBell();
        SafeFileDescriptor secondBell = NewBell();
        return (new MeetingSocket(first, firstBell, secondBell.Duplicate()), new MeetingSocket(second, secondBell, firstBell.Duplicate()));
    }

    /// <summary>Rings the peer's doorbell.</summary>
    public unsafe void RingPeer()
    {
        ulong one = 1;
        if (peerBell is not null)
            _ = LibC.write(peerBell, (byte*)&one, sizeof(ulong), out _);
    }

    /// <summary>Has the own doorbell answered from now on.</summary>
    public void ListenToBell()
    {
        if (ownBell is not null && Interlocked.Exchange(ref _listening, 1) == 0)
            _ = AnswerAsync(ownBell);
    }

    /// <summary>Has the hang-up noticed from now on.</summary>
    public void Start(SharedConnection connection)
    {
        _connection = connection;
        _ = WatchAsync();
    }

    public void Dispose()
    {
        socket.Dispose();
        ownBell?.Dispose();
        peerBell?.Dispose();
    }

    private static SafeFileDescriptor NewBell()
    {
        int number = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        Errno error = Errno.Last;
        return number >= 0 ? new SafeFileDescriptor(number) : throw SyscallFailure.Create("eventfd", objectName: null, error);
    }

    private async Task AnswerAsync(SafeFileDescriptor bell)
    {
        try
        {
            DescriptorWatch watch = Reactor.Shared.Watch(bell);
            while (true)
            {
                uint seen = watch.Edges(Direction.Read);
                _connection!.LookAtBoth();
                await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection was disposed.
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            byte[] buffer = new byte[16];
            DescriptorWatch watch = Reactor.Shared.Watch(socket.Descriptor);
            while (true)
            {
                uint seen = watch.Edges(Direction.Read);
                if (socket.TryReceive(buffer, out int count) && count == 0)
                {
                    _connection!.Ended(violation: null);
                    return;
                }

                await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: true, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection was disposed.
        }
        catch (SyscallException)
        {
            _connection!.Ended(violation: null);
        }
    }
}
