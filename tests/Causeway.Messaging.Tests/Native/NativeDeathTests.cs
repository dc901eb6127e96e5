using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Native;

/// <summary>One side in C, the other here, and one of them is killed: everything committed is read, and nobody hangs.</summary>
public sealed class NativeDeathTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receive_CKilledWhileThisSideSleeps_ReadsEverythingThenSaysDied(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        meeting.Peer.Send("send 30 100");
        meeting.Peer.Expect("sent 30");
        Task<Exception?> blocked = OwnThread.Start<Exception?>(() =>
        {
            meeting.Receive(0, 30, 100);
            return Record.Exception(() => meeting.Connection.Receive());
        });
        meeting.Peer.Send("await-reader");
        meeting.Peer.Expect("asleep");
        meeting.Peer.Process.Kill();
        Assert.IsType<PeerDiedException>(blocked.GetAwaiter().GetResult());
        Assert.Throws<PeerDiedException>(() => meeting.Connection.Receive());
        Assert.Throws<PeerDiedException>(() => meeting.Connection.Send([]));
        Assert.Equal(SharedConnectionState.PeerDied, meeting.Connection.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receive_CAborts_ReadsEverythingThenSaysDied(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        meeting.Peer.Send("send 30 100");
        meeting.Peer.Expect("sent 30");
        meeting.Peer.Send("abort");
        meeting.Peer.Expect("aborted");
        meeting.Receive(0, 30, 100);
        Assert.Throws<PeerDiedException>(() => meeting.Connection.Receive());
        Assert.Equal(SharedConnectionState.PeerDied, meeting.Connection.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_CReadsEverythingThenSaysDied(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        meeting.Send(0, 30, 100);
        meeting.Connection.Abort();
        meeting.Peer.Send("drain");
        meeting.Peer.Expect("received 30 3000, the peer died or aborted the connection");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Send_CKilledWhileThisSideSleepsForRoom_SaysDied(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        Task<Exception?> blocked = OwnThread.Start<Exception?>(() => Record.Exception(() => meeting.Send(0, 1000, 100)));
        meeting.Peer.Send("await-writer");
        meeting.Peer.Expect("asleep");
        meeting.Peer.Process.Kill();
        Assert.IsType<PeerDiedException>(blocked.GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Send_CMakesRoomWhileThisSideSleeps_GoesOn(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        Task<bool> blocked = OwnThread.Start(() =>
        {
            meeting.Send(0, 1000, 100);
            return true;
        });
        meeting.Peer.Send("await-writer");
        meeting.Peer.Expect("asleep");
        meeting.Peer.Send("receive 1000");
        meeting.Peer.Expect("received 1000 100000");
        Assert.True(blocked.GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KilledInDotnet_WhileCSleepsInReceive_CReadsEverythingThenSaysDied(bool receives)
    {
        string name = NativePair.NewName();
        using Peer native = Peer.StartC("connection", "listen", name, "1", "4096", "-1");
        native.Expect("listening");
        using Peer dotnet = Peer.StartDotnet(SayAndHangInPeer, name);
        native.Expect("met 4096");
        dotnet.Expect("said");
        if (receives)
        {
            native.Send("drain");
            WaitFor.SleepInPoll(native.Process);
            dotnet.Process.Kill();
            native.Expect("received 30 3000, the peer died or aborted the connection");
            native.Send("send 1 1");
            native.Expect("sent 0: the peer died or aborted the connection");
            return;
        }

        native.Send("flood 100");
        WaitFor.SleepInPoll(native.Process);
        dotnet.Process.Kill();
        native.Expect("sent 36: the peer died or aborted the connection");
        native.Send("drain");
        native.Expect("received 30 3000, the peer died or aborted the connection");
    }

    [Fact]
    public void Killed_UnderLoadAgainAndAgain_TheOtherReadsAPrefixThenSaysDied()
    {
        int rounds = TestLoad.IsLong ? 1000 : 25;
        for (int round = 0; round < rounds; round++)
        {
            using var meeting = NativeMeeting.Meet(cListens: round % 2 == 0, sleeps: round % 4 < 2);
            meeting.Peer.Send(round % 3 == 0 ? "batch 1000000000 40" : "flood 40");
            for (int n = 0; ; n++)
            {
                if (n == 500 * (round % 7))
                    meeting.Peer.Process.Kill();
                try
                {
                    meeting.Receive(n, 1, 40);
                }
                catch (PeerDiedException)
                {
                    break;
                }
            }
        }
    }

    private static void SayAndHangInPeer(string[] arguments)
    {
        using SharedConnection connection = SharedConnection.Connect(arguments[0]);
        for (int n = 0; n < 30; n++)
            connection.Send(NativeMessage.Of(n, 100));
        Console.WriteLine("said");
        Console.ReadLine();
        Environment.FailFast("nobody killed this process");
    }
}
