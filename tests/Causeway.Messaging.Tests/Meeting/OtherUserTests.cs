using System.Globalization;
using System.Text;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Meeting;
using Causeway.Tests;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Connections between users. The other one is nobody.</summary>
public sealed class OtherUserTests : IDisposable
{
    private const uint Nobody = 65534;
    private const int Awaited = 200;

    /// <summary>A socket's queue has room for a few hundred.</summary>
    private const int RingsBeyondRoom = 2000;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"@causeway-test-{Environment.ProcessId}-{Environment.TickCount64}");
    private readonly MeetingLogger _log = new();

    public void Dispose() => _log.Dispose();

    [RootFact]
    public void SameUser_RefusesAnother_WhoIsToldSo()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen(_name, new SharedConnectionOptions { Logger = _log });
        OtherUser.ExpectSuccess(RefusedInPeer, _name, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

        Assert.Contains("of user 65534 is not admitted by the policy", _log.WaitFor("refused"), StringComparison.Ordinal);
        Assert.False(listener.TryAccept(out _));
    }

    [RootFact]
    public void AllowUsers_AdmitsAnother_WhoWakesWithoutAnEventfd()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen(_name, new SharedConnectionOptions { RingBytes = 4096, Policy = SharedConnectionPolicy.AllowUsers(Nobody) });
        Task echo = OwnThread.Start(() => Echo(listener));
        OtherUser.ExpectSuccess(TalkInPeer, _name);
        echo.Wait();
    }

    [RootFact]
    public async Task AwaitedCalls_OfTwoUsers_AreWokenThroughTheSocket()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen(_name, new SharedConnectionOptions { RingBytes = 4096, Policy = SharedConnectionPolicy.AllowUsers(Nobody) });
        Task<bool> talk = OwnThread.Start(() =>
        {
            OtherUser.ExpectSuccess(TalkAwaitedInPeerAsync, _name);
            return true;
        });
        using SharedConnection connection = await listener.AcceptAsync();
        Assert.False(connection.Socket.HasBells);
        for (int i = 0; i < Awaited; i++)
        {
            using (MessageLease message = await connection.ReceiveAsync())
                Assert.Equal(i, message.Span[0]);
            await connection.SendAsync(new[] { (byte)i });
        }

        // Full, until the other, which waits for nothing else, takes some; then empty, until it closes.
        byte[] large = new byte[2000];
        for (int i = 0; i < Awaited; i++)
            await connection.SendAsync(large);
        await Assert.ThrowsAsync<PeerClosedException>(async () => await connection.ReceiveAsync());
        Assert.True(await talk);
    }

    [RootFact]
    public void EventfdOfAnotherUser_IsNotUsed_AndRingsNeverWait()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen(_name, new SharedConnectionOptions { RingBytes = 4096, Policy = SharedConnectionPolicy.AllowUsers(Nobody) });
        using Peer peer = OtherUser.Start(OfferBellInPeer, _name);
        using SharedConnection connection = listener.Accept();
        Assert.False(connection.Socket.HasBells);

        // Its own would be full. By the socket it is rung, and never waited for where that is full.
        for (int i = 0; i < RingsBeyondRoom; i++)
            connection.Socket.RingPeer();
        peer.Expect("rung");
        peer.Send("over");
        peer.ExpectSuccess();
        Assert.Throws<PeerDiedException>(() => connection.Receive());
    }

    [RootFact]
    public void ListenerOfAnotherUser_GetsNoEventfd_AndItsOwnIsRefused()
    {
        using Peer fake = OtherUser.Start(ListenInPeer, _name);
        fake.Expect("listening");
        ProtocolViolationException wrong = Assert.Throws<ProtocolViolationException>(() =>
            SharedConnection.Connect(_name, new SharedConnectionOptions { RingBytes = 4096, Policy = SharedConnectionPolicy.AllowUsers(Nobody) }));
        Assert.Contains("of another user", wrong.Message, StringComparison.Ordinal);
        fake.Expect("no eventfd came");
        fake.ExpectSuccess();
    }

    [RootFact]
    public void AllowGroups_AdmitsBySupplementaryGroup()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen(_name, new SharedConnectionOptions { RingBytes = 4096, Policy = SharedConnectionPolicy.AllowGroups(54321), Logger = _log });
        ChildProcessOptions dotnet = Peer.DotnetOptions(TalkInPeer, _name);
        OtherUser.ExpectSuccess(RefusedInPeer, _name, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        _log.WaitFor("is not admitted by the policy");
        Task echo = OwnThread.Start(() => Echo(listener));
        using (Peer peer = Peer.Start(new ChildProcessOptions("setpriv", ["--reuid", "nobody", "--regid", "nogroup", "--groups", "54321", dotnet.Program, .. dotnet.Arguments])))
            peer.ExpectSuccess();
        echo.Wait();
    }

    [RootFact]
    public void SocketInADirectory_IsForThisUserAlone_UnlessThePolicyAdmitsOthers()
    {
        // Where everybody comes to: the temporary folder of a run is its user's own.
        string path = "/dev/shm/" + _name[1..];
        using (SharedConnectionListener.Listen(path))
            OtherUser.ExpectSuccess(KeptOutInPeer, path);
        using SharedConnectionListener listener = SharedConnectionListener.Listen(path, new SharedConnectionOptions { RingBytes = 4096, Policy = SharedConnectionPolicy.Custom(peer => peer.UserId == Nobody) });
        Task echo = OwnThread.Start(() => Echo(listener));
        OtherUser.ExpectSuccess(TalkInPeer, path);
        echo.Wait();
    }

    private static bool Echo(SharedConnectionListener listener)
    {
        using SharedConnection connection = listener.Accept();
        Assert.Equal(Nobody, connection.Peer.UserId);
        Assert.False(connection.Socket.HasBells);
        try
        {
            while (true)
            {
                using MessageLease message = connection.Receive();
                connection.Send(message.Span);
            }
        }
        catch (PeerClosedException)
        {
            return true;
        }
    }

    private static void RefusedInPeer(string[] arguments)
    {
        // It does not trust the listener, which is root's; then it does, and is not trusted.
        UnauthorizedAccessException own = Assert.Throws<UnauthorizedAccessException>(() => SharedConnection.Connect(arguments[0]));
        Assert.Contains($"process {arguments[1]} of user 0 listens there", own.Message, StringComparison.Ordinal);
        UnauthorizedAccessException theirs = Assert.Throws<UnauthorizedAccessException>(() => SharedConnection.Connect(arguments[0], new SharedConnectionOptions { Policy = SharedConnectionPolicy.AllowUsers(0) }));
        Assert.Contains("the listener's policy does not admit", theirs.Message, StringComparison.Ordinal);
    }

    private static void KeptOutInPeer(string[] arguments) =>
        Assert.Throws<UnauthorizedAccessException>(() => SharedConnection.Connect(arguments[0], new SharedConnectionOptions { Policy = SharedConnectionPolicy.AllowUsers(0) }));

    private static async Task TalkAwaitedInPeerAsync(string[] arguments)
    {
        using SharedConnection connection = await SharedConnection.ConnectAsync(arguments[0], new SharedConnectionOptions { Policy = SharedConnectionPolicy.AllowUsers(0) });
        Assert.False(connection.Socket.HasBells);
        for (int i = 0; i < Awaited; i++)
        {
            await connection.SendAsync(new[] { (byte)i });
            using MessageLease answer = await connection.ReceiveAsync();
            Assert.Equal(i, answer.Span[0]);
        }

        for (int i = 0; i < Awaited; i++)
            (await connection.ReceiveAsync()).Dispose();
    }

    /// <summary>Connects with an eventfd that is full.</summary>
    private static void OfferBellInPeer(string[] arguments)
    {
        using EventCounter full = EventCounter.Create();
        full.Add(ulong.MaxValue - 1);
        using RawConnector connector = new(UnixSocketAddress.FromAbstractName(arguments[0][1..]));
        connector.Say(new Hello(Hello.CurrentVersion, 1, 0, MeetingFlags.Bell).ToBytes(), full.Descriptor);
        byte[] answer = new byte[64];
        using (UnixReceived received = connector.Socket.ReceiveWithHandles(answer))
        {
            Assert.True(Welcome.TryRead(answer.AsSpan(0, received.Count), out Welcome welcome));
            Assert.Equal((MeetingStatus.Ok, MeetingFlags.None, 1), (welcome.Status, welcome.Flags & MeetingFlags.Bell, received.Handles.Count));
        }

        Assert.Equal(1, connector.Socket.Receive(answer));
        Assert.Equal((byte)'B', answer[0]);
        Console.WriteLine("rung");
        Console.ReadLine();
    }

    /// <summary>Listens, and answers with an eventfd.</summary>
    private static void ListenInPeer(string[] arguments)
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromAbstractName(arguments[0][1..]), UnixSocketType.SeqPacket);
        Console.WriteLine("listening");
        using UnixSocket socket = listener.Accept();
        byte[] message = new byte[64];
        using (UnixReceived received = socket.ReceiveWithHandles(message))
        {
            Assert.True(Hello.TryRead(message.AsSpan(0, received.Count), out Hello hello));
            Console.WriteLine(received.Handles.Count == 0 && !hello.Flags.HasFlag(MeetingFlags.Bell) ? "no eventfd came" : "an eventfd came");
        }

        using RingMemory memory = RingMemory.Create(SharedConnectionMode.Messages, 4096, barriers: false);
        using EventCounter bell = EventCounter.Create();
        socket.SendWithHandles(new Welcome(Hello.CurrentVersion, MeetingStatus.Ok, 1, MeetingFlags.Bell, 4096).ToBytes(), [memory.Descriptor, bell.Descriptor]);
        Assert.True(socket.ReceiveMessage(message).IsEnd);
    }

    private static void TalkInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect(arguments[0], new SharedConnectionOptions { Policy = SharedConnectionPolicy.AllowUsers(0), Spin = TimeSpan.Zero });
        Assert.Equal(0u, connection.Peer.UserId);
        Assert.False(connection.Socket.HasBells);
        for (int i = 0; i < 200; i++)
        {
            connection.Send(Encoding.UTF8.GetBytes($"message {i}"));
            using MessageLease answer = connection.Receive();
            Assert.Equal($"message {i}", Encoding.UTF8.GetString(answer.Span));
        }
    }
}
