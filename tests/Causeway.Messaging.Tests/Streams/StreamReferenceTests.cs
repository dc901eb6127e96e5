using System.Buffers;
using System.IO.Pipelines;

namespace Causeway.Messaging.Tests.Streams;

/// <summary>Whatever is written in whichever way, on a stream or a pipe, is read in whichever way as a queue of bytes in memory would have it.</summary>
public sealed class StreamReferenceTests
{
    private const int Lives = 30;
    private const int Steps = 300;
    private const int RingBytes = 16 * 1024;

    /// <summary>So much is under way at the most, however it is cut into records: a write then never waits.</summary>
    private const int MostUnderWay = RingBytes / 4;
    private const int LeastWrite = 64;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AnySequence_WithHalfClose_BehavesAsAQueueOfBytes(bool writesPipe, bool readsPipe)
    {
        Random random = TestLoad.NewRandom((writesPipe ? 2 : 0) + (readsPipe ? 1 : 0));
        for (int life = 0; life < Lives; life++)
        {
            using StreamPair pair = new(RingBytes);
            Writing writing = writesPipe ? new PipeWriting(pair.One.Connection.GetPipe().Output) : new StreamWriting(pair.One);
            Reading reading = readsPipe ? new PipeReading(pair.Two.Connection.GetPipe().Input) : new StreamReading(pair.Two);
            Queue<byte> expected = new();
            for (int step = random.Next(Steps); step > 0; step--)
            {
                if (random.Next(2) == 0)
                    await WriteAsync(writing, expected, random);
                else if (expected.Count > 0)
                    await reading.ReadAsync(expected, random);
            }

            await writing.CompleteAsync();
            while (expected.Count > 0)
                await reading.ReadAsync(expected, random);
            await reading.AssertEndAsync();

            // The other direction knows nothing of it.
            await pair.Two.WriteAsync("answer"u8.ToArray());
            byte[] answer = new byte[6];
            await pair.One.ReadExactlyAsync(answer);
            Assert.Equal("answer"u8, answer);
        }
    }

    private static async Task WriteAsync(Writing writing, Queue<byte> expected, Random random)
    {
        int room = MostUnderWay - expected.Count;
        byte[] bytes = new byte[room < LeastWrite ? 0 : Math.Min(room, LeastWrite + random.Next(random.Next(4) == 0 ? MostUnderWay : 100))];
        random.NextBytes(bytes);
        await writing.WriteAsync(bytes, random);
        foreach (byte one in bytes)
            expected.Enqueue(one);
    }

    private static void AssertNext(Queue<byte> expected, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
            Assert.Equal(expected.Dequeue(), one);
    }

    private abstract class Writing
    {
        public abstract Task WriteAsync(byte[] bytes, Random random);

        public abstract Task CompleteAsync();
    }

    private abstract class Reading
    {
        public abstract Task ReadAsync(Queue<byte> expected, Random random);

        public abstract Task AssertEndAsync();
    }

    private sealed class StreamWriting(SharedConnectionStream stream) : Writing
    {
        public override async Task WriteAsync(byte[] bytes, Random random)
        {
            switch (random.Next(4))
            {
                case 0:
                    stream.Write(bytes.AsSpan());
                    break;
                case 1:
                    await stream.WriteAsync(bytes);
                    break;
                case 2:
                    int half = random.Next(bytes.Length + 1);
                    stream.Write(bytes, 0, half);
                    await stream.FlushAsync();
                    await stream.WriteAsync(bytes.AsMemory(half));
                    break;
                default:
                    stream.Write(bytes, Watchdog.Limit);
                    break;
            }
        }

        public override Task CompleteAsync()
        {
            stream.CompleteSending();
            return Task.CompletedTask;
        }
    }

    private sealed class PipeWriting(PipeWriter pipe) : Writing
    {
        public override async Task WriteAsync(byte[] bytes, Random random)
        {
            if (random.Next(2) == 0)
            {
                await pipe.WriteAsync(bytes);
                return;
            }

            // In place, in two pieces, of which the first has more room than it uses.
            int half = random.Next(bytes.Length + 1);
            bytes.AsSpan(0, half).CopyTo(pipe.GetSpan(half + 100));
            pipe.Advance(half);
            bytes.AsMemory(half).CopyTo(pipe.GetMemory(bytes.Length - half));
            pipe.Advance(bytes.Length - half);
            await pipe.FlushAsync();
        }

        public override Task CompleteAsync() => pipe.CompleteAsync().AsTask();
    }

    private sealed class StreamReading(SharedConnectionStream stream) : Reading
    {
        public override async Task ReadAsync(Queue<byte> expected, Random random)
        {
            byte[] room = new byte[1 + random.Next(random.Next(4) == 0 ? 2 * MostUnderWay : 100)];
            int count = random.Next(3) switch
            {
                0 => stream.Read(room.AsSpan()),
                1 => await stream.ReadAsync(room),
                _ => stream.Read(room, Watchdog.Limit),
            };
            Assert.InRange(count, 1, Math.Min(room.Length, expected.Count));
            AssertNext(expected, room.AsSpan(0, count));
            Assert.True(room.AsSpan(count).IndexOfAnyExcept((byte)0) < 0);
        }

        public override async Task AssertEndAsync()
        {
            Assert.Equal(0, stream.Read(new byte[10].AsSpan()));
            Assert.Equal(0, await stream.ReadAsync(new byte[10]));
        }
    }

    private sealed class PipeReading(PipeReader pipe) : Reading
    {
        public override async Task ReadAsync(Queue<byte> expected, Random random)
        {
            ReadResult result = await pipe.ReadAsync();
            long length = result.Buffer.Length;
            Assert.InRange(length, 1, expected.Count);
            Assert.Equal(expected.Take((int)length), result.Buffer.ToArray());

            // What is left unread comes again with the next.
            SequencePosition consumed = result.Buffer.GetPosition(random.NextInt64(1, length + 1));
            AssertNext(expected, result.Buffer.Slice(0, consumed).ToArray());
            pipe.AdvanceTo(consumed);
        }

        public override async Task AssertEndAsync()
        {
            ReadResult result = await pipe.ReadAsync();
            Assert.True(result.IsCompleted);
            Assert.True(result.Buffer.IsEmpty);
            pipe.AdvanceTo(result.Buffer.End);
        }
    }
}
