using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Causeway.Messaging.Tests.Native;

/// <summary>A program in C with native/causeway.h at the other side, whoever listens.</summary>
public sealed class NativeInteropTests
{
    private const int Largest = 2040;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Send_EverySizeThatFits_IsReadByTheOther(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        Assert.Equal(Largest, meeting.Connection.MaxMessageBytes);
        meeting.Peer.Send($"receive {Largest + 1}");
        for (int size = 0; size <= Largest; size++)
            meeting.Connection.Send(NativeMessage.Of(size, size));
        meeting.Peer.Expect($"received {Largest + 1} {Largest * (Largest + 1) / 2}");

        meeting.Peer.Send($"sizes 0 {Largest}");
        for (int size = 0; size <= Largest; size++)
        {
            using MessageLease message = meeting.Connection.Receive();
            Assert.Equal(size, message.Length);
            NativeMessage.Check(message.Span, size);
        }

        meeting.Peer.Expect($"sent {Largest + 1}");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Send_ManyMoreThanTheRingHolds_ArriveInOrder(bool cListens, bool sleeps)
    {
        const int Count = 20_000;
        using var meeting = NativeMeeting.Meet(cListens, sleeps: sleeps);
        meeting.Peer.Send($"receive {Count}");
        meeting.Send(0, Count, 100);
        meeting.Peer.Expect($"received {Count} {Count * 100}");
        foreach ((int first, string how) in new[] { (0, "send"), (Count, "reserve"), (2 * Count, "batch") })
        {
            meeting.Peer.Send($"{how} {Count} 100");
            meeting.Receive(first, Count, 100);
            meeting.Peer.Expect($"sent {first + Count}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Echo_EachWaitsForTheOther_EveryMessageComesBack_ThenHalfClose(bool sleeps)
    {
        using var meeting = NativeMeeting.Meet(cListens: true, sleeps: sleeps);
        meeting.Peer.Send("echo");
        for (int n = 0; n < 2000; n++)
        {
            meeting.Send(n, 1, 64);
            meeting.Receive(n, 1, 64);
        }

        meeting.Connection.CompleteSending();
        meeting.Peer.Expect("echoed");
        Assert.Throws<PeerClosedException>(() => meeting.Connection.Receive());
        Assert.True(meeting.Connection.IsCompleted);
        Assert.Equal(SharedConnectionState.Open, meeting.Connection.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Complete_TheOtherDirectionGoesOn(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        meeting.Peer.Send("complete");
        meeting.Peer.Expect("completed");
        Assert.Throws<PeerClosedException>(() => meeting.Connection.Receive());
        meeting.Send(0, 10, 10);
        meeting.Peer.Send("receive 10");
        meeting.Peer.Expect("received 10 100");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Close_InC_IsClosedHere(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        meeting.Peer.Send("send 3 100");
        meeting.Peer.Expect("sent 3");
        meeting.Peer.Send("close");
        meeting.Peer.Expect("closed");
        meeting.Receive(0, 3, 100);
        Assert.Throws<PeerClosedException>(() => meeting.Connection.Receive());
        Assert.True(SpinWait.SpinUntil(() => meeting.Connection.State == SharedConnectionState.PeerClosed, TimeSpan.FromSeconds(60)));
        Assert.Throws<PeerClosedException>(() => meeting.Connection.Send([]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Dispose_Here_IsClosedInC_AlsoWhereItWaits(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens);
        meeting.Send(0, 3, 100);
        meeting.Peer.Send("drain");
        WaitFor.SleepInPoll(meeting.Peer.Process);
        meeting.Connection.Dispose();
        meeting.Peer.Expect("received 3 300, the peer sends no more");
        meeting.Peer.Send("check");
        meeting.Peer.Expect("open: the peer has closed the connection");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Handles_GoBothWays(bool cListens)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "line\n");
            using var meeting = NativeMeeting.Meet(cListens);
            for (int i = 0; i < 20; i++)
                meeting.Peer.Send(string.Create(CultureInfo.InvariantCulture, $"give {path} note-{i}"));
            for (int i = 0; i < 20; i++)
            {
                using ReceivedHandle received = meeting.Connection.ReceiveHandle();
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"note-{i}"), Encoding.UTF8.GetString(received.Note.Span));
                meeting.Peer.Expect("given");
            }

            for (int i = 0; i < 20; i++)
            {
                using (SafeFileHandle file = File.OpenHandle(path))
                    meeting.Connection.SendHandle(file, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"note-{i}")));
                meeting.Peer.Send("take");
                meeting.Peer.Expect(string.Create(CultureInfo.InvariantCulture, $"note-{i}: line"));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(SharedConnectionMode.Stream, 4096, ConnectionRefusal.Mode)]
    [InlineData(SharedConnectionMode.Messages, 1 << 27, ConnectionRefusal.RingSize)]
    public void Connect_WhatTheListenerInCDoesNotGive_SaysWhy(SharedConnectionMode mode, int ring, ConnectionRefusal reason)
    {
        string name = NativePair.NewName();
        using Peer listener = Peer.StartC("connection", "listen", name);
        listener.Expect("listening");
        Assert.Equal(reason, Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect(name, new SharedConnectionOptions { Mode = mode, RingBytes = ring })).Reason);
    }

    [Theory]
    [InlineData("2", "4096", "connect: the listener has the other mode")]
    [InlineData("1", "134217728", "connect: the listener does not give a ring of this size")]
    public void Listen_WhatIsNotGivenToC_SaysWhy(string mode, string ring, string why)
    {
        string name = NativePair.NewName();
        using var listener = SharedConnectionListener.Listen(name);
        using Peer refused = Peer.StartC("connection", "connect", name, mode, ring);
        refused.Expect(why);
    }
}
