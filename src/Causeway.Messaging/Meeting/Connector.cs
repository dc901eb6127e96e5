using System.Globalization;
using Causeway.Messaging.Connections;
using Causeway.Messaging.Layout;
using Causeway.Sys;

namespace Causeway.Messaging.Meeting;

/// <summary>The connecting side of one meeting: checks who listens, says Hello, hears the Welcome, checks and maps the memory.</summary>
internal sealed class Connector : IDisposable
{
    private const int MaxHandles = 2;

    private readonly string _name;
    private readonly SharedConnectionOptions _options;
    private readonly UnixSocket _socket;
    private readonly UnixCredentials _listener;
    private SafeFileDescriptor? _bell;
    private bool _handedOver;

    /// <summary>Takes the socket over, and checks who listens before anything is said.</summary>
    /// <exception cref="UnauthorizedAccessException">This side's policy does not admit the listener.</exception>
    public Connector(string name, SharedConnectionOptions options, UnixSocket socket)
    {
        _name = name;
        _options = options;
        _socket = socket;
        try
        {
            _listener = socket.PeerCredentials ?? default;
            if (!Admits(socket))
                throw new UnauthorizedAccessException($"connection \"{name}\": {MeetingText.Of(_listener)} listens there, which this side's policy does not admit; nothing was said to it. Allow it with SharedConnectionOptions.Policy, or find out who took the name.");
            if (_listener.UserId == LibC.geteuid())
                _bell = Bell.Create();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Room for a Welcome, and one byte more than it has.</summary>
    public static byte[] Room => new byte[Welcome.Bytes + 1];

    /// <summary>Says Hello. One that does not want to hear it (EPIPE) has said why.</summary>
    public void SayHello()
    {
        MeetingFlags flags = (Membarrier.IsRegistered ? MeetingFlags.Barriers : MeetingFlags.None) | (_bell is null ? MeetingFlags.None : MeetingFlags.Bell);
        byte[] hello = new Hello(Hello.CurrentVersion, (uint)_options.Mode, (ulong)_options.RingBytes, flags).ToBytes();
        try
        {
            bool sent = _bell is null ? _socket.TrySend(hello, out _) : _socket.TrySendWithHandles(hello, [_bell], out _);
            if (!sent)
                throw SyscallFailure.Create("send", _name, Errno.EAGAIN);
        }
        catch (SyscallException gone) when (gone.Errno == Errno.EPIPE || gone.Errno == Errno.ECONNRESET)
        {
            // Its answer is read all the same.
        }
    }

    /// <summary>Hears the answer; waits for it.</summary>
    public SharedConnection Hear(Deadline deadline, CancellationToken token)
    {
        byte[] room = Room;
        try
        {
            return Finish(room, Receive());
        }
        catch (SyscallException reset) when (reset.Errno == Errno.ECONNRESET)
        {
            // Closed before it read the Hello: what it said before is still there.
            return Finish(room, Receive());
        }
        catch (TimeoutException)
        {
            throw Silent();
        }

        UnixReceived Receive() => _socket.ReceiveWithHandles(room, MaxHandles, deadline.IsInfinite ? null : deadline.Remaining, token);
    }

    /// <summary>Hears the answer; waits without a thread.</summary>
    public async ValueTask<SharedConnection> HearAsync(CancellationToken token)
    {
        byte[] room = Room;
        try
        {
            UnixReceived answer = await _socket.ReceiveWithHandlesAsync(room, MaxHandles, token).ConfigureAwait(false);
            return Finish(room, answer);
        }
        catch (SyscallException reset) when (reset.Errno == Errno.ECONNRESET)
        {
            UnixReceived answer = await _socket.ReceiveWithHandlesAsync(room, MaxHandles, token).ConfigureAwait(false);
            return Finish(room, answer);
        }
    }

    /// <summary>The listener said nothing in time.</summary>
    public TimeoutException Silent() =>
        new($"connection \"{_name}\": the listener ({MeetingText.Of(_listener)}) has not answered in time; it is stopped, or has many connections that it has not accepted");

    /// <summary>Closes what no connection has taken over.</summary>
    public void Dispose()
    {
        if (_handedOver)
            return;
        _bell?.Dispose();
        _socket.Dispose();
    }

    private bool Admits(UnixSocket socket)
    {
        try
        {
            return _options.Policy.Allows(socket, _listener);
        }
        catch (Exception failure)
        {
            throw new UnauthorizedAccessException($"connection \"{_name}\": this side's policy failed ({failure.Message}), and so does not admit {MeetingText.Of(_listener)}, which listens there; nothing was said to it.", failure);
        }
    }

    private SharedConnection Finish(ReadOnlySpan<byte> room, UnixReceived received)
    {
        using (received)
        {
            if (received.IsEnd)
                throw new ConnectionRefusedException(_name, ConnectionRefusal.Closing, "the listener ended the meeting without an answer; it died, is closing, or waited too long for the Hello. Try again.");
            if (received.IsTruncated || !Welcome.TryRead(room[..received.Count], out Welcome welcome))
                throw Violation("the answer is no Welcome");
            if (welcome.Status != MeetingStatus.Ok)
                throw MeetingText.Refused(_name, welcome, _options);
            if (welcome.Version != Hello.CurrentVersion)
                throw Violation(string.Create(CultureInfo.InvariantCulture, $"it agreed to version {welcome.Version}, which nobody asked for"));
            return Connect(welcome, received);
        }
    }

    private SharedConnection Connect(Welcome welcome, UnixReceived received)
    {
        if (welcome.Mode != (uint)_options.Mode)
            throw Violation("it agreed to another mode than was asked for");
        if (welcome.RingBytes > RingLayout.MostRingBytes || !RingLayout.IsRingSize((long)welcome.RingBytes) || (_options.RingBytes != 0 && (int)welcome.RingBytes != _options.RingBytes))
            throw Violation(string.Create(CultureInfo.InvariantCulture, $"it agreed to rings of {welcome.RingBytes} bytes, and {_options.RingBytes} were asked for"));
        bool hasBell = welcome.Flags.HasFlag(MeetingFlags.Bell);
        bool barriers = welcome.Flags.HasFlag(MeetingFlags.Barriers);
        if (received.HandlesTruncated && received.Handles.Count < (hasBell ? MaxHandles : 1))
            throw SyscallFailure.Create("recvmsg", _name, Errno.EMFILE, "the memory came and could not be opened: raise RLIMIT_NOFILE (ulimit -n) here, or close some descriptors");
        if (received.HandlesTruncated || received.Handles.Count != (hasBell ? MaxHandles : 1))
            throw Violation("another number of descriptors than it should have sent");
        if (barriers && !Membarrier.IsRegistered)
            throw Violation("it says that both sides are registered with membarrier, and this one is not");
        if (hasBell && (_bell is null || !Bell.CanBe(received.Handles[1])))
            throw Violation("a descriptor that is no eventfd, or of another user");

        int ringBytes = (int)welcome.RingBytes;
        RingMemory memory = ReceivedMemory.Map(received.Handles[0], _name, _options.Mode, ringBytes, barriers);
        var socket = new MeetingSocket(_socket, _bell, hasBell ? received.Handles.Take(1) : null);
        _handedOver = true;
        return MeetingEnd.Connect(new MeetingOutcome(_name, socket, memory, IsConnector: true, _listener, _options.Mode, ringBytes, barriers, _options));
    }

    private ProtocolViolationException Violation(string what) => new(_name, what);
}
