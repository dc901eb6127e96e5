using System.Globalization;
using Causeway.Messaging.Meeting;
using Microsoft.Extensions.Logging;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Each refusal is a clear error at the connector, and a line in the listener's log.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly MeetingDomain _domain = new();
    private readonly MeetingLogger _log = new();

    public void Dispose()
    {
        _log.Dispose();
        _domain.Dispose();
    }

    [Fact]
    public async Task Policy_DoesNotAdmitTheConnector_BothSidesSaySo()
    {
        using SharedConnectionListener listener = Listen(_domain.Options with { Policy = SharedConnectionPolicy.AllowUsers(4_000_000) });

        UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Contains("the listener's policy does not admit process", refused.Message, StringComparison.Ordinal);
        Assert.Contains(MeetingText.Of(UnixCredentials.Current), _log.WaitFor("is not admitted by the policy"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await SharedConnection.ConnectAsync("orders", _domain.Options));
        Assert.False(listener.TryAccept(out _));
    }

    [Fact]
    public void Policy_DoesNotAdmitTheListener_NothingIsSaidToIt()
    {
        using UnixSocketListener stranger = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_domain.SocketOf("orders")), UnixSocketType.SeqPacket);

        UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() =>
            SharedConnection.Connect("orders", _domain.Options with { Policy = SharedConnectionPolicy.AllowUsers(4_000_000) }));
        Assert.Contains("nothing was said to it", refused.Message, StringComparison.Ordinal);
        using UnixSocket connected = stranger.Accept();
        Assert.True(connected.ReceiveMessage(new byte[64]).IsEnd);
    }

    [Fact]
    public void Policy_ThatThrows_RefusesAndTheListenerGoesOn()
    {
        int asked = 0;
        using SharedConnectionListener listener = Listen(_domain.Options with
        {
            Policy = SharedConnectionPolicy.Custom(_ => Interlocked.Increment(ref asked) == 1 ? throw new InvalidOperationException("no such table") : true),
        });

        Assert.Throws<UnauthorizedAccessException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Contains("no such table", _log.WaitFor("the policy failed"), StringComparison.Ordinal);
        using SharedConnection second = SharedConnection.Connect("orders", _domain.Options);
        using SharedConnection accepted = listener.Accept();
        Assert.Equal(UnixCredentials.Current, accepted.Peer);
    }

    [Fact]
    public void Policy_OfWhoConnects_ThatThrows_RefusesTheListener()
    {
        using SharedConnectionListener listener = Listen(_domain.Options);
        UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() => SharedConnection.Connect("orders", _domain.Options with
        {
            Policy = SharedConnectionPolicy.Custom(_ => throw new InvalidTimeZoneException("no such table")),
        }));
        Assert.Contains("no such table", refused.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidTimeZoneException>(refused.InnerException);
    }

    [Fact]
    public void Logger_ThatThrows_KeepsNobodyWaiting()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options with
        {
            Logger = new ThrowingLogger(),
            Policy = SharedConnectionPolicy.SameUser.WithLargestRing(32 * 1024),
            MeetingTimeout = Timeout.InfiniteTimeSpan,
        });

        // More often than meetings are under way at a time, so that each has given its place back.
        for (int i = 0; i < 150; i++)
            Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options with { RingBytes = 64 * 1024 }, Watchdog.Limit));
        for (int i = 0; i < 20; i++)
        {
            using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options, Watchdog.Limit);
            connection.Send("whatever the log does"u8);
            SharedConnection accepted = listener.Accept(Watchdog.Limit);
            accepted.Receive(Watchdog.Limit).Dispose();
            Assert.Throws<InvalidOperationException>(accepted.Dispose);
            Assert.Equal(SharedConnectionState.Disposed, accepted.State);
        }
    }

    [Fact]
    public void Policy_OfUsersAndGroups_AdmitsThose()
    {
        foreach (SharedConnectionPolicy policy in (SharedConnectionPolicy[])[
            SharedConnectionPolicy.AllowUsers(4_000_000, UnixCredentials.Current.UserId),
            SharedConnectionPolicy.AllowGroups(4_000_000, UnixCredentials.Current.GroupId)])
        {
            using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options with { Policy = policy });
            using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options with { Policy = policy });
            listener.Accept().Dispose();
        }

        Assert.Throws<ArgumentException>(() => SharedConnectionPolicy.AllowUsers());
        Assert.Throws<ArgumentException>(() => SharedConnectionPolicy.AllowGroups());
    }

    [Fact]
    public void OtherMode_BothSidesSaySo()
    {
        using SharedConnectionListener listener = Listen(_domain.Options with { Mode = SharedConnectionMode.Stream });

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Equal(ConnectionRefusal.Mode, refused.Reason);
        Assert.Contains("carries no messages", refused.Message, StringComparison.Ordinal);
        _log.WaitFor("asked for mode 1, and this listener has Stream (2)");
    }

    [Fact]
    public void RingSize_AboveTheLimit_BothSidesSaySo()
    {
        using SharedConnectionListener listener = Listen(_domain.Options with { Policy = SharedConnectionPolicy.SameUser.WithLargestRing(32 * 1024) });

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options with { RingBytes = 64 * 1024 }));
        Assert.Equal(ConnectionRefusal.RingSize, refused.Reason);
        Assert.Contains("WithLargestRing", refused.Message, StringComparison.Ordinal);
        _log.WaitFor("asked for rings of 65536 bytes");
        using SharedConnection most = SharedConnection.Connect("orders", _domain.Options with { RingBytes = 32 * 1024 });
        Assert.Equal(32 * 1024, most.RingBytes);
    }

    [Fact]
    public void RingSize_OfTheListener_WhereTheConnectorAsksForNone()
    {
        using SharedConnectionListener listener = Listen(_domain.Options with { RingBytes = 8192 });
        using SharedConnection connection = SharedConnection.Connect("orders", _domain.Options with { RingBytes = 0 });
        using SharedConnection accepted = listener.Accept();
        Assert.Equal((8192, 8192), (connection.RingBytes, accepted.RingBytes));
    }

    [Fact]
    public void OlderConnector_IsToldTheVersion()
    {
        using SharedConnectionListener listener = Listen(_domain.Options);
        using UnixSocket old = UnixSocket.Connect(listener.Address, UnixSocketType.SeqPacket);
        byte[] hello = new Hello(7, 1, 0, MeetingFlags.None).ToBytes();
        old.Send([.. hello, 1, 2, 3]);

        byte[] answer = new byte[64];
        Assert.True(Welcome.TryRead(answer.AsSpan(0, old.Receive(answer)), out Welcome welcome));
        Assert.Equal((MeetingStatus.WrongVersion, 1u), (welcome.Status, welcome.Version));
        _log.WaitFor("speaks version 7, and this program version 1");
    }

    [Fact]
    public void NewerListener_IsSaidToTheConnector()
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_domain.SocketOf("orders")), UnixSocketType.SeqPacket);
        using FakeListener fake = new(listener, socket => socket.Send(new Welcome(3, MeetingStatus.WrongVersion, 0, MeetingFlags.None, 0).ToBytes()));

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Equal(ConnectionRefusal.Version, refused.Reason);
        Assert.Contains("speaks version 3 of the protocol, and this program version 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listener_Closing_IsSaidToWhoIsInTheMeeting_AndToWhoWaits()
    {
        // The policy holds the meeting until the listener closes.
        using SemaphoreSlim asked = new(0);
        using ManualResetEventSlim goOn = new();
        SharedConnectionListener listener = Listen(_domain.Options with { Policy = SharedConnectionPolicy.Custom(_ => { asked.Release(); goOn.Wait(); return true; }) });
        Task<ConnectionRefusedException> meeting = Causeway.Tests.Named.OwnThread.Start(() => Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options)));
        asked.Wait();
        listener.Dispose();
        goOn.Set();

        Assert.Equal(ConnectionRefusal.Closing, meeting.Result.Reason);
        SyscallException gone = Assert.Throws<SyscallException>(() => SharedConnection.Connect("orders", _domain.Options));
        Assert.Equal(Errno.ENOENT, gone.Errno);
        Assert.Throws<ObjectDisposedException>(() => listener.Accept());
        Assert.Throws<ObjectDisposedException>(() => listener.TryAccept(out _));
    }

    [Fact]
    public async Task Listener_Closing_EndsAccepts_AndWhatWasAcceptedLivesOn()
    {
        int before = OpenDescriptors.Count();
        SharedConnectionListener listener = Listen(_domain.Options);
        using SharedConnection waiting = SharedConnection.Connect("orders", _domain.Options);
        using SharedConnection accepted = await listener.AcceptAsync();
        using SharedConnection unaccepted = SharedConnection.Connect("orders", _domain.Options);
        _log.WaitFor("accepted");
        _log.WaitFor("accepted");
        Assert.True(listener.TryAccept(out SharedConnection? second));
        second.Dispose();
        Assert.Throws<PeerClosedException>(() => unaccepted.Receive());
        Task<SharedConnection> pending = listener.AcceptAsync().AsTask();
        listener.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => pending);
        Assert.Equal(SharedConnectionState.Open, accepted.State);
        accepted.Dispose();
        waiting.Dispose();
        unaccepted.Dispose();
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= before + 1, Watchdog.Limit), string.Create(CultureInfo.InvariantCulture, $"{OpenDescriptors.Count()} descriptors, {before} before"));
    }

    [Fact]
    public void Listener_Closing_AbortsWhatNobodyAccepted()
    {
        SharedConnectionListener listener = Listen(_domain.Options);
        using SharedConnection unaccepted = SharedConnection.Connect("orders", _domain.Options);
        unaccepted.Send("nobody reads this"u8);
        unaccepted.CompleteSending();
        _log.WaitFor("accepted");
        listener.Dispose();
        Assert.Throws<PeerDiedException>(() => unaccepted.Receive(Watchdog.Limit));
        _log.WaitFor("aborted");
    }

    [Fact]
    public void Accept_NobodyConnects_TimesOut_AndObeysTheToken()
    {
        using SharedConnectionListener listener = Listen(_domain.Options);
        using CancellationTokenSource source = new();
        Assert.Contains("nobody connected", Assert.Throws<TimeoutException>(() => listener.Accept(TimeSpan.FromMilliseconds(5))).Message, StringComparison.Ordinal);
        Assert.False(listener.TryAccept(out _));
        Task<OperationCanceledException> waiting = Causeway.Tests.Named.OwnThread.Start(() => Assert.ThrowsAny<OperationCanceledException>(() => listener.Accept(cancellationToken: source.Token)));
        source.Cancel();
        Assert.Equal(source.Token, waiting.Result.CancellationToken);
    }

    private SharedConnectionListener Listen(SharedConnectionOptions options) => SharedConnectionListener.Listen("orders", options with { Logger = _log });

    private sealed class ThrowingLogger : ILogger
    {
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the log is full");

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
