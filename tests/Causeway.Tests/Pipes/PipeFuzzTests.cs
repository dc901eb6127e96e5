namespace Causeway.Tests.Pipes;

/// <summary>Random modes, capacities, sizes, ways to read and write, and closes of either end at any moment.</summary>
public sealed class PipeFuzzTests
{
    private const int LongestBlock = 20_000;
    private const int Period = 251;
    private const int Ways = 6;

    /// <summary>Pages and spliced bytes are no packets: a read that goes on from them into a packet loses what does not fit.</summary>
    private const int WaysOfPackets = 4;

    [Fact]
    public async Task Fuzz_AnyModeSizeWayAndClose_BytesArriveInOrderOrTheWriterIsTold()
    {
        foreach (int round in TestLoad.Choose(5000))
        {
            try
            {
                await RunAsync(TestLoad.NewRandom(round));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {round} of seed {TestLoad.Seed}", e);
            }
        }
    }

    private static async Task RunAsync(Random random)
    {
        var mode = (PipeMode)random.Next(4);
        using AnonymousPipe pipe = AnonymousPipe.Create(mode);
        pipe.Writer.SetCapacity(1 << random.Next(12, 18));
        int total = random.Next(200_000);
        int readerStops = random.Next(3) == 0 ? random.Next(total + 1) : int.MaxValue;
        var writes = new Random(random.Next());
        var reads = new Random(random.Next());
        Task<(int Written, bool Refused)> writing = OnItsThread(() => Write(pipe.Writer, total, mode.HasFlag(PipeMode.Packets) ? WaysOfPackets : Ways, writes));
        Task<int> reading = OnItsThread(() => Read(pipe.Reader, readerStops, reads));
        (int written, bool refused) = await writing;
        int read = await reading;
        if (refused)
        {
            Assert.InRange(read, readerStops, int.MaxValue);
            return;
        }

        Assert.Equal(total, written);
        if (read < readerStops)
            Assert.Equal(total, read);
    }

    private static (int Written, bool Refused) Write(PipeWriteEnd writer, int total, int ways, Random random)
    {
        byte[] block = new byte[LongestBlock];
        int written = 0;
        try
        {
            while (written < total)
            {
                int length = Math.Min(total - written, random.Next(1, random.Next(2) == 0 ? 100 : LongestBlock));
                for (int i = 0; i < length; i++)
                    block[i] = (byte)((written + i) % Period);
                written += WriteOnce(writer, block.AsMemory(0, length), random.Next(ways));
            }

            return (written, false);
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            return (written, true);
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static int WriteOnce(PipeWriteEnd writer, ReadOnlyMemory<byte> block, int way)
    {
        int count = block.Length;
        switch (way)
        {
            case 0:
                writer.Write(block.Span);
                break;
            case 1:
                writer.WriteAsync(block).AsTask().GetAwaiter().GetResult();
                break;
            case 2:
                if (!writer.TryWrite(block.Span, out count))
                    Thread.Yield();
                break;
            case 3:
                count = Math.Min(count, PipeWriteEnd.AtomicWriteBytes);
                writer.WriteAtomic(block.Span[..count], TimeSpan.FromHours(1));
                break;
            case 4:
                writer.WritePages(count, block, static (pages, from) => from.Span.CopyTo(pages));
                break;
            default:
                using (AnonymousPipe before = AnonymousPipe.Create())
                {
                    count = Math.Min(count, before.Writer.CapacityBytes);
                    before.Writer.Write(block.Span[..count]);
                    for (int moved = 0; moved < count;)
                        moved += before.Reader.SpliceTo(writer, count);
                }

                break;
        }

        return count;
    }

    private static int Read(PipeReadEnd reader, int stop, Random random)
    {
        // No shorter than a packet, of which a short read would lose the rest.
        byte[] buffer = new byte[LongestBlock];
        int read = 0;
        while (read < stop)
        {
            int? count = ReadOnce(reader, buffer.AsMemory(0, random.Next(PipeWriteEnd.AtomicWriteBytes, LongestBlock)), random.Next(5));
            if (count == 0)
                break;
            for (int i = 0; i < count; i++)
            {
                if (buffer[i] != (byte)((read + i) % Period))
                    Assert.Fail($"byte {read + i} is {buffer[i]}");
            }

            read += count ?? 0;
        }

        reader.Dispose();
        return read;
    }

    /// <summary>What one way to read answers; null where it said that nothing is there.</summary>
    private static int? ReadOnce(PipeReadEnd reader, Memory<byte> buffer, int way)
    {
        switch (way)
        {
            case 0:
                return reader.Read(buffer.Span);
            case 1:
                return reader.ReadAsync(buffer).AsTask().GetAwaiter().GetResult();
            case 2:
                if (reader.TryRead(buffer.Span, out int count))
                    return count;
                Thread.Yield();
                return null;
            case 3:
                try
                {
                    return reader.Read(buffer.Span, TimeSpan.FromMilliseconds(1));
                }
                catch (TimeoutException)
                {
                    return null;
                }

            default:
                using (var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(1)))
                {
                    try
                    {
                        return reader.ReadAsync(buffer, source.Token).AsTask().GetAwaiter().GetResult();
                    }
                    catch (OperationCanceledException)
                    {
                        return null;
                    }
                }
        }
    }

    private static Task<T> OnItsThread<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
