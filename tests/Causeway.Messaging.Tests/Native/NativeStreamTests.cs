using System.IO.Pipelines;
using Causeway.Tests.Named;

namespace Causeway.Messaging.Tests.Native;

/// <summary>Connections of bytes with a program in C at the other side: cw_write and cw_read there, a stream or a pipe here.</summary>
public sealed class NativeStreamTests
{
    /// <summary>Many times the ring.</summary>
    private const int Count = 2_000_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_HereAndInC_IsReadAsItWas_ThenTheEnd(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens, mode: SharedConnectionMode.Stream);
        SharedConnectionStream stream = meeting.Connection.GetStream();
        meeting.Peer.Send("read");
        for (int at = 0, n = 1; at < Count; at += n, n = (n * 31 % 20_000) + 1)
            stream.Write(Bytes(at, Math.Min(n, Count - at)));
        stream.CompleteSending();
        meeting.Peer.Expect($"received 0 {Count}, the peer sends no more");

        meeting.Peer.Send($"write {Count}");
        meeting.Peer.Send("complete");
        byte[] room = new byte[10_000];
        int read = 0;
        for (int n; (n = stream.Read(room, 0, 1 + (read * 17 % room.Length))) > 0; read += n)
            Check(room.AsSpan(0, n), read);
        Assert.Equal(Count, read);
        meeting.Peer.Expect($"wrote {Count}");
        meeting.Peer.Expect("completed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_BothAtOnce_ByAPipe_IsReadAsItWas_ThenTheEnd(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens, sleeps: false, mode: SharedConnectionMode.Stream);
        IDuplexPipe pipe = meeting.Connection.GetPipe();
        meeting.Peer.Send($"write {Count}");
        meeting.Peer.Send("complete");
        meeting.Peer.Send("read");
        Task<long> reading = ReadAllAsync(pipe.Input);
        for (int at = 0; at < Count; at += 50_000)
            await pipe.Output.WriteAsync(Bytes(at, 50_000));
        await pipe.Output.CompleteAsync();

        Assert.Equal(Count, await reading);
        meeting.Peer.Expect($"wrote {Count}");
        meeting.Peer.Expect("completed");
        meeting.Peer.Expect($"received 0 {Count}, the peer sends no more");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_CKilledWhileThisSideSleeps_GetsWhatWasWritten_ThenSaysDied(bool cListens)
    {
        using var meeting = NativeMeeting.Meet(cListens, mode: SharedConnectionMode.Stream);
        SharedConnectionStream stream = meeting.Connection.GetStream();
        meeting.Peer.Send("write 3000");
        meeting.Peer.Expect("wrote 3000");
        Task<Exception?> blocked = OwnThread.Start<Exception?>(() =>
        {
            byte[] room = new byte[3000];
            stream.ReadExactly(room);
            Check(room, 0);
            return Record.Exception(() => stream.Read(room));
        });
        meeting.Peer.Send("await-reader");
        meeting.Peer.Expect("asleep");
        meeting.Peer.Process.Kill();
        Assert.IsType<PeerDiedException>(blocked.GetAwaiter().GetResult());
        Assert.Throws<PeerDiedException>(() => stream.Write(Bytes(0, 1)));
    }

    [Fact]
    public void Write_ProcessHereKilled_CReadsWhatWasWritten_ThenSaysDied()
    {
        string name = NativePair.NewName();
        using Peer peer = Peer.StartC("connection", "listen", name, "2", "4096", "-1");
        peer.Expect("listening");
        using Peer writer = Peer.StartDotnet(WriteInPeer, name);
        peer.Expect("met 4096");
        peer.Send("read");
        writer.Expect("written");
        WaitFor.SleepInPoll(peer.Process);
        writer.Process.Kill();
        peer.Expect("received 0 3000, the peer died or aborted the connection");
    }

    private static void WriteInPeer(string[] arguments)
    {
        using var connection = SharedConnection.Connect(arguments[0], new SharedConnectionOptions { Mode = SharedConnectionMode.Stream });
        connection.GetStream().Write(Bytes(0, 3000));
        Console.WriteLine("written");
        Thread.Sleep(Timeout.Infinite);
    }

    private static async Task<long> ReadAllAsync(PipeReader input)
    {
        long read = 0;
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in result.Buffer)
            {
                Check(part.Span, read);
                read += part.Length;
            }

            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return read;
        }
    }

    /// <summary>Bytes of a stream are those of one endless message 0.</summary>
    private static byte[] Bytes(int from, int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = NativeMessage.At(0, from + i);
        return bytes;
    }

    private static void Check(ReadOnlySpan<byte> bytes, long from)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != NativeMessage.At(0, from + i))
                Assert.Fail($"byte {from + i} is {bytes[i]} and not {NativeMessage.At(0, from + i)}");
        }
    }
}
