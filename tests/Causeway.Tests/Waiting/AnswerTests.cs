using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

/// <summary>What a wait for the answer to a message asks epoll for.</summary>
public sealed class AnswerTests
{
    private const int MoreThanThereIsRoomFor = 1 << 20;
    private static readonly int[] s_lengths = [65536, 65536, 100, 65536, 32768, 32767, 1];

    [Theory]
    [InlineData(UnixSocketType.Stream, true)]
    [InlineData(UnixSocketType.Stream, false)]
    [InlineData(UnixSocketType.SeqPacket, true)]
    public async Task Receive_AfterALongMessage_IsToldOfRoomWhereTheReactorsThreadGoesOn(UnixSocketType type, bool inline)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(type);
        using (first)
        using (second)
        {
            using SemaphoreSlim waits = new(0);
            byte[] buffer = new byte[65536];
            first.InlineContinuations = inline;
            Task<List<bool>> told = AskAsync(first, waits);
            await waits.WaitAsync();
            second.Send([0]);
            foreach (int length in s_lengths)
            {
                // The answer is waited for before the message is taken.
                await waits.WaitAsync();
                for (int received = 0; received < length;)
                    received += second.Receive(buffer.AsSpan(0, length - received));
                second.Send([1]);
            }

            Assert.Equal(s_lengths.Select(length => inline && type == UnixSocketType.Stream && length >= 32768), await told);
        }
    }

    [Fact]
    public async Task Receive_AfterTheReactorsThreadWaitedForRoom_StaysToldOfIt()
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair(UnixSocketType.Stream);
        using (first)
        using (second)
        {
            using SemaphoreSlim waits = new(0);
            byte[] bytes = new byte[MoreThanThereIsRoomFor];
            first.InlineContinuations = true;
            Task<bool> told = FillAsync(first, waits);
            await waits.WaitAsync();
            second.Send([0]);
            await waits.WaitAsync();
            for (int received = 0; received < bytes.Length;)
                received += second.Receive(bytes.AsSpan(received));
            await waits.WaitAsync();
            second.Receive(bytes);
            second.Send([1]);
            Assert.True(await told);
        }
    }

    /// <summary>Waits for room, then sends a byte and receives one; says whether epoll told of room meanwhile.</summary>
    private static async Task<bool> FillAsync(UnixSocket socket, SemaphoreSlim waits)
    {
        byte[] answer = new byte[1];
        ValueTask<int> start = socket.ReceiveAsync(answer);
        waits.Release();
        await start.ConfigureAwait(false);

        ValueTask sending = socket.SendAsync(new byte[MoreThanThereIsRoomFor]);
        Assert.False(sending.IsCompleted);
        waits.Release();
        await sending.ConfigureAwait(false);

        await socket.SendAsync(answer).ConfigureAwait(false);
        DescriptorWatch watch = Reactor.WatchOf(socket.Descriptor)!;
        uint seen = watch.Edges(Direction.Write);
        ValueTask<int> received = socket.ReceiveAsync(answer);
        waits.Release();
        Assert.Equal(1, await received.ConfigureAwait(false));
        return watch.Edges(Direction.Write) != seen;
    }

    /// <summary>Sends each and receives a byte; says of each whether epoll told of room meanwhile.</summary>
    private static async Task<List<bool>> AskAsync(UnixSocket socket, SemaphoreSlim waits)
    {
        List<bool> told = [];
        byte[] answer = new byte[1];
        ValueTask<int> start = socket.ReceiveAsync(answer);
        waits.Release();
        await start.ConfigureAwait(false);
        DescriptorWatch watch = Reactor.WatchOf(socket.Descriptor)!;
        foreach (int length in s_lengths)
        {
            await socket.SendAsync(new byte[length]).ConfigureAwait(false);
            uint seen = watch.Edges(Direction.Write);
            ValueTask<int> received = socket.ReceiveAsync(answer);
            waits.Release();
            Assert.Equal(1, await received.ConfigureAwait(false));
            told.Add(watch.Edges(Direction.Write) != seen);
        }

        return told;
    }
}
