using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>A connection to another process: traffic both ways, its death, its being stopped, its silence.</summary>
public sealed class TwoProcessTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Theory]
    [InlineData("sleeping")]
    [InlineData("adaptive")]
    [InlineData("async")]
    public void BothWays_AtOnce_EverythingArrivesInOrder(string how)
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("both", OptionsOf(_domain.Path, how));
        using Peer peer = Peer.StartDotnet(BothWaysInPeer, _domain.Path, how);
        using SharedConnection connection = listener.Accept();
        BothWays(connection, how);
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task PeerKilled_WhoeverWaitsOrCallsLater_IsTold()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("death", _domain.Options);
        using Peer peer = Peer.StartDotnet(HangInPeer, _domain.Path);
        using SharedConnection blocked = listener.Accept();
        using SharedConnection awaited = listener.Accept();
        peer.Expect("hangs");
        Fill(blocked);
        Fill(awaited);
        Task[] waiting =
        [
            OwnThread.Start(() => Assert.Throws<PeerDiedException>(() => blocked.Receive())),
            OwnThread.Start(() => Assert.Throws<PeerDiedException>(() => blocked.Send(new byte[1000]))),
            Assert.ThrowsAsync<PeerDiedException>(async () => await awaited.ReceiveAsync()),
            Assert.ThrowsAsync<PeerDiedException>(async () => await awaited.SendAsync(new byte[1000])),
        ];
        Assert.True(SpinWait.SpinUntil(() => blocked.IsReceiving, Watchdog.Limit));
        peer.Process.Kill();

        await Task.WhenAll(waiting);
        Assert.Equal(SharedConnectionState.PeerDied, blocked.State);
        Assert.Throws<PeerDiedException>(() => blocked.TryReceive(out _));
        Assert.Throws<PeerDiedException>(() => blocked.TrySend(default));
        Assert.Throws<PeerDiedException>(() => blocked.TryReserve(1, out _));
        Assert.Throws<PeerDiedException>(() => awaited.BeginBatch());
        await Assert.ThrowsAsync<PeerDiedException>(async () => await awaited.WaitToReceiveAsync());
    }

    [Fact]
    public void PeerKilled_AmidSending_EverythingCommittedIsReadInOrder_ThenDied()
    {
        Random random = TestLoad.NewRandom();
        for (int round = 0; round < 5; round++)
        {
            using SharedConnectionListener listener = SharedConnectionListener.Listen("flood", _domain.Options);
            using MemoryMappedFile file = OpenLedger(_domain.Path);
            using MemoryMappedViewAccessor ledger = file.CreateViewAccessor();
            using Peer peer = Peer.StartDotnet(FloodInPeer, _domain.Path);
            using SharedConnection connection = listener.Accept();
            int kill = random.Next(1, 20_000);
            int received = 0;
            Assert.Throws<PeerDiedException>((Action)(() =>
            {
                for (; ; received++)
                {
                    using MessageLease lease = connection.Receive();
                    CheckNumbered(lease.Span, received);
                    if (received == kill)
                        peer.Process.Kill();
                }
            }));
            Assert.True(received > kill);
            long committed = ledger.ReadInt64(0);
            Assert.InRange(received, committed, committed + 1);
        }
    }

    [Fact]
    public void PeerStopped_OnlyMakesTheOtherWait()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("death", _domain.Options);
        using Peer peer = Peer.StartDotnet(EchoOnceInPeer, _domain.Path);
        using SharedConnection connection = listener.Accept();
        peer.Expect("waits");
        Signals.Send(peer.Process.Id, Signal.Stop);

        Assert.Throws<TimeoutException>(() => connection.Receive(s_short));
        Assert.Throws<TimeoutException>((Action)(() =>
        {
            while (true)
                connection.Send(new byte[1000], s_short);
        }));
        Assert.Equal(SharedConnectionState.Open, connection.State);
        Signals.Send(peer.Process.Id, Signal.Cont);
        connection.Receive().Dispose();
        peer.ExpectSuccess();
    }

    [Fact]
    public void Receive_NothingComes_UsesNoProcessor()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("death", new SharedConnectionOptions { Domain = _domain.Domain });
        using Peer peer = Peer.StartDotnet(IdleInPeer, _domain.Path);
        using SharedConnection connection = listener.Accept();
        peer.Expect("waits");
        Thread.Sleep(600);
        connection.Send(default);

        // One that spins would use all of it; the runtime's own threads use a few.
        Assert.InRange(double.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture), 0, 300);
    }

    private static void BothWaysInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("both", OptionsOf(arguments[0], arguments[1]));
        BothWays(connection, arguments[1]);
    }

    private static void BothWays(SharedConnection connection, string how)
    {
        const int Count = 30_000;
        if (how == "async")
        {
            Task.WhenAll(SendAllAsync(connection, Count), ReceiveAllAsync(connection, Count)).GetAwaiter().GetResult();
            return;
        }

        Task sending = OwnThread.Start(() =>
        {
            for (int i = 0; i < Count; i++)
                connection.Send(Numbered(i));
            connection.CompleteSending();
            return true;
        });
        for (int i = 0; i < Count; i++)
        {
            using MessageLease lease = connection.Receive();
            CheckNumbered(lease.Span, i);
        }

        Assert.Throws<PeerClosedException>(() => connection.Receive());
        sending.GetAwaiter().GetResult();
    }

    private static async Task SendAllAsync(SharedConnection connection, int count)
    {
        await Task.Yield();
        for (int i = 0; i < count; i++)
            await connection.SendAsync(Numbered(i));
        connection.CompleteSending();
    }

    private static async Task ReceiveAllAsync(SharedConnection connection, int count)
    {
        await Task.Yield();
        for (int i = 0; i < count; i++)
        {
            using MessageLease lease = await connection.ReceiveAsync();
            CheckNumbered(lease.Span, i);
        }

        Assert.False(await connection.WaitToReceiveAsync());
    }

    private static void HangInPeer(string[] arguments)
    {
        using SharedConnection one = SharedConnection.Connect("death", MeetingDomain.OptionsOf(arguments[0]));
        using SharedConnection two = SharedConnection.Connect("death", MeetingDomain.OptionsOf(arguments[0]));
        Console.WriteLine("hangs");
        Thread.Sleep(Timeout.Infinite);
    }

    private static void FloodInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("flood", MeetingDomain.OptionsOf(arguments[0]));
        using MemoryMappedFile file = OpenLedger(arguments[0]);
        using MemoryMappedViewAccessor ledger = file.CreateViewAccessor();
        for (int i = 0; ; i++)
        {
            connection.Send(Numbered(i));
            ledger.Write(0, i + 1L);
        }
    }

    /// <summary>Memory beside the connection, which says how many messages were sent: all but the last one, it may be.</summary>
    private static MemoryMappedFile OpenLedger(string domain) => MemoryMappedFile.CreateFromFile(Path.Combine(domain, ".ledger"), FileMode.OpenOrCreate, null, sizeof(long));

    private static void EchoOnceInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("death", MeetingDomain.OptionsOf(arguments[0]));
        Console.WriteLine("waits");
        connection.Receive().Dispose();
        connection.Send(default);
    }

    private static void IdleInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect("death", new SharedConnectionOptions { Domain = Domain.Open(arguments[0]) });
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Console.WriteLine("waits");
        connection.Receive().Dispose();
        Console.WriteLine((Environment.CpuUsage.TotalTime - before).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static SharedConnectionOptions OptionsOf(string path, string how) =>
        MeetingDomain.OptionsOf(path) with { RingBytes = 4096, Spin = how == "adaptive" ? null : TimeSpan.Zero, InlineContinuations = how == "async" };

    private static void Fill(SharedConnection connection)
    {
        while (connection.TrySend(new byte[1000]))
        {
            // Until it is full.
        }
    }

    /// <summary>A message whose number is in each of its bytes but the first, and which has a length of its own.</summary>
    private static byte[] Numbered(int number)
    {
        byte[] message = new byte[4 + (number % 300)];
        message.AsSpan().Fill((byte)number);
        MemoryMarshal.Write(message, number);
        return message;
    }

    private static void CheckNumbered(ReadOnlySpan<byte> message, int number)
    {
        Assert.Equal(number, MemoryMarshal.Read<int>(message));
        Assert.Equal(4 + (number % 300), message.Length);
        Assert.True(message[4..].IndexOfAnyExcept((byte)number) < 0);
    }
}
