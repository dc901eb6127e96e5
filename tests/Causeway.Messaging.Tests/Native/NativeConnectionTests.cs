using System.Globalization;

namespace Causeway.Messaging.Tests.Native;

/// <summary>native/causeway.h with itself: tests/Peers/connection.c at both ends.</summary>
public sealed class NativeConnectionTests
{
    private const int Messages = 1;
    private const int Bytes = 2;
    private const int Adaptive = 0;
    private const int Never = -1;

    [Theory]
    [InlineData(Adaptive)]
    [InlineData(Never)]
    public void Send_EverySizeThatFits_Arrives(int spin)
    {
        using NativePair pair = new(Messages, 4096, spin);
        pair.First.Send("sizes 0 2040");
        pair.Second.Send("receive 2041");
        pair.First.Expect("sent 2041");
        pair.Second.Expect("received 2041 2081820");
        pair.First.Send("send 1 2041");
        pair.First.Expect("sent 2041: Message too long");
    }

    [Theory]
    [InlineData("send", Adaptive)]
    [InlineData("send", Never)]
    [InlineData("reserve", Adaptive)]
    [InlineData("batch", Adaptive)]
    [InlineData("batch", Never)]
    public void Send_ManyMoreThanTheRingHolds_BothWaysAtOnce_ArriveInOrder(string how, int spin)
    {
        const int Count = 50_000;
        using NativePair pair = new(Messages, 4096, spin);
        using NativePair other = new(Messages, 4096, spin);
        pair.First.Send($"{how} {Count} 100");
        pair.Second.Send($"receive {Count}");
        other.Second.Send($"{how} {Count} 7");
        other.First.Send($"receive {Count}");
        pair.First.Expect($"sent {Count}");
        pair.Second.Expect($"received {Count} {Count * 100}");
        other.Second.Expect($"sent {Count}");
        other.First.Expect($"received {Count} {Count * 7}");
    }

    [Fact]
    public void Echo_ThenComplete_TheOtherDirectionGoesOn()
    {
        using NativePair pair = new(Messages, 1 << 16, Adaptive);
        pair.First.Send("send 100 500");
        pair.First.Expect("sent 100");
        pair.First.Send("complete");
        pair.First.Expect("completed");
        pair.Second.Send("echo");
        pair.Second.Expect("echoed");
        pair.First.Send("drain");
        pair.First.Expect("received 100 50000, the peer sends no more");
        pair.First.Send("send 1 1");
        pair.First.Expect("sent 100: a call that does not fit the connection's state");
    }

    [Fact]
    public void Write_AStreamOfOddPieces_IsReadAsItWas()
    {
        using NativePair pair = new(Bytes, 1 << 16, Adaptive);
        pair.Second.Send("read");
        pair.First.Send("write 5000000");
        pair.First.Expect("wrote 5000000");
        pair.First.Send("complete");
        pair.First.Expect("completed");
        pair.Second.Expect("received 0 5000000, the peer sends no more");
    }

    [Fact]
    public void Close_WhileTheOtherWaits_EndsItAsClosed()
    {
        using NativePair pair = new(Messages, 4096, Never);
        pair.Second.Send("blocked 60");
        pair.Second.Expect("waiting");
        pair.First.Send("send 1 10");
        pair.First.Expect("sent 1");
        pair.Second.Expect("received 1 10");
        pair.Second.Send("blocked 60");
        pair.Second.Expect("waiting");
        pair.First.Send("close");
        pair.First.Expect("closed");
        pair.Second.Expect("received 1 10, the peer sends no more");
        pair.Second.Send("check");
        pair.Second.Expect("open: the peer has closed the connection");
        pair.Second.Send("send 1 1");
        pair.Second.Expect("sent 0: the peer has closed the connection");
    }

    [Fact]
    public void Abort_WhereAChildHasTheConnectionToo_IsNoticedAtOnce()
    {
        using NativePair pair = new(Messages, 4096, Never);
        pair.First.Send("fork");
        pair.First.Expect("forked");
        pair.First.Send("abort");
        pair.First.Expect("aborted");
        pair.Second.Send("drain");
        pair.Second.Expect("received 0 0, the peer died or aborted the connection");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Abort_WhatWasCommittedIsRead_ThenNoOrderlyEnd(bool connectorAborts)
    {
        using NativePair pair = new(Messages, 4096, Never);
        (Peer one, Peer other) = connectorAborts ? (pair.Second, pair.First) : (pair.First, pair.Second);
        one.Send("send 30 100");
        one.Expect("sent 30");
        one.Send("add 100");
        one.Expect("added");
        one.Send("abort");
        one.Expect("aborted");
        other.Send("drain");
        other.Expect("received 30 3000, the peer died or aborted the connection");
        other.Send("check");
        other.Expect("open: the peer died or aborted the connection");
        other.Send("send 1 1");
        other.Expect("sent 0: the peer died or aborted the connection");
    }

    [Theory]
    [InlineData(false, "blocked 60", "received 0 0, the peer died or aborted the connection")]
    [InlineData(true, "blocked 60", "received 0 0, the peer died or aborted the connection")]
    [InlineData(false, "flood 100", "sent 36: the peer died or aborted the connection")]
    [InlineData(true, "flood 100", "sent 36: the peer died or aborted the connection")]
    public void Abort_WhileTheOtherWaits_EndsTheWait(bool connectorAborts, string waits, string outcome)
    {
        using NativePair pair = new(Messages, 4096, Never);
        (Peer one, Peer other) = connectorAborts ? (pair.Second, pair.First) : (pair.First, pair.Second);
        other.Send(waits);
        if (waits.StartsWith("blocked", StringComparison.Ordinal))
            other.Expect("waiting");
        WaitFor.SleepInPoll(other.Process);
        one.Send("abort");
        one.Expect("aborted");
        other.Expect(outcome);
    }

    [Fact]
    public void Abort_AfterComplete_TheEndThatWasSaidStays()
    {
        using NativePair pair = new(Messages, 4096, Never);
        pair.First.Send("send 3 10");
        pair.First.Expect("sent 3");
        pair.First.Send("complete");
        pair.First.Expect("completed");
        pair.First.Send("abort");
        pair.First.Expect("aborted");
        pair.Second.Send("drain");
        pair.Second.Expect("received 3 30, the peer sends no more");
        pair.Second.Send("check");
        pair.Second.Expect("open: the peer died or aborted the connection");
    }

    [Fact]
    public void Abort_OfAStream_IsNoEndOfIt()
    {
        using NativePair pair = new(Bytes, 4096, Never);
        pair.First.Send("write 3000");
        pair.First.Expect("wrote 3000");
        pair.First.Send("abort");
        pair.First.Expect("aborted");
        pair.Second.Send("read");
        pair.Second.Expect("received 0 3000, the peer died or aborted the connection");
    }

    [Theory]
    [InlineData(Adaptive)]
    [InlineData(Never)]
    public void Killed_WhileTheOtherWaitsToReceive_DiedIsSaidAndAllIsRead(int spin)
    {
        using NativePair pair = new(Messages, 4096, spin);
        pair.First.Send("send 5 100");
        pair.First.Expect("sent 5");
        pair.Second.Send("receive 5");
        pair.Second.Expect("received 5 500");
        pair.Second.Send("blocked 60");
        pair.Second.Expect("waiting");
        pair.First.Process.Kill();
        pair.Second.Expect("received 5 500, the peer died or aborted the connection");
    }

    [Fact]
    public void Killed_WhatItHadSent_IsRead()
    {
        using NativePair pair = new(Messages, 4096, Never);
        pair.First.Send("send 30 100");
        pair.First.Expect("sent 30");
        pair.First.Process.Kill();
        pair.First.Process.WaitForExit();
        pair.Second.Send("drain");
        pair.Second.Expect("received 30 3000, the peer died or aborted the connection");
    }

    [Fact]
    public void Killed_WhileTheOtherWaitsForRoom_DiedIsSaid()
    {
        using NativePair pair = new(Messages, 4096, Never);
        pair.First.Send("flood 100");
        WaitFor.SleepInPoll(pair.First.Process);
        pair.Second.Process.Kill();
        pair.First.Expect("sent 36: the peer died or aborted the connection");
    }

    [Fact]
    public void Give_MoreHandlesThanMayBeUnderWay_AllArriveWithTheirNotes()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "line\n");
            using NativePair pair = new(Messages, 4096, Adaptive);
            for (int i = 0; i < 20; i++)
                pair.First.Send($"give {path} note-{i}");
            for (int i = 0; i < 20; i++)
            {
                pair.Second.Send("take");
                pair.Second.Expect($"note-{i}: line");
                pair.First.Expect("given");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(Bytes, 0, "connect: the listener has the other mode")]
    [InlineData(Messages, 1 << 27, "connect: the listener does not give a ring of this size")]
    [InlineData(Messages, 12345, "connect: Invalid argument")]
    public void Connect_WhatTheListenerDoesNotGive_SaysWhy(int mode, int ring, string why)
    {
        string name = NativePair.NewName();
        using Peer listener = Peer.StartC("connection", "listen", name);
        listener.Expect("listening");
        using Peer refused = Peer.StartC("connection", "connect", name, mode.ToString(CultureInfo.InvariantCulture), ring.ToString(CultureInfo.InvariantCulture));
        refused.Expect(why);
        using Peer other = Peer.StartC("connection", "connect", name);
        other.Expect("met 1048576");
        listener.Expect("met 1048576");
    }

    [Fact]
    public void Connect_NobodyListens_SaysSo()
    {
        using Peer alone = Peer.StartC("connection", "connect", NativePair.NewName());
        alone.Expect("connect: Connection refused");
    }

    [Fact]
    public void Listen_TheNameIsTaken_SaysSo()
    {
        string name = NativePair.NewName();
        using Peer first = Peer.StartC("connection", "listen", name);
        first.Expect("listening");
        using Peer second = Peer.StartC("connection", "listen", name);
        second.Expect("listen: Address already in use");
    }
}
