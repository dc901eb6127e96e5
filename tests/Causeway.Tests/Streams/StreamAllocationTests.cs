using System.Globalization;

namespace Causeway.Tests.Streams;

/// <summary>In a process of its own, where nothing else allocates.</summary>
public sealed class StreamAllocationTests
{
    private const int Rounds = 1000;
    private const int BlockBytes = 500_000;

    [OptimizedFact]
    public void Pipe_AsyncReadsAndWritesThatWait_AllocateNothing() => ExpectNoAllocation(MeasurePipeAsync);

    [OptimizedFact]
    public void UnixSocket_AsyncReceivesAndSendsThatWait_AllocateNothing() => ExpectNoAllocation(MeasureSocketAsync);

    [OptimizedFact]
    public void Pipe_TriesLimitedCallsAndSplices_AllocateNothing() => ExpectNoAllocation(MeasurePipeCallsAsync);

    private static void ExpectNoAllocation(Func<string[], Task> measure)
    {
        using Peer peer = Peer.StartDotnet(measure);
        long bytes = long.Parse(peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors), CultureInfo.InvariantCulture);
        peer.ExpectSuccess();

        // One object for each round would be 24 bytes a round at least; the pools of the runtime may miss now and then.
        Assert.InRange(bytes, 0, 12 * Rounds);
    }

    private static async Task MeasurePipeAsync(string[] arguments)
    {
        using AnonymousPipe there = AnonymousPipe.Create();
        using AnonymousPipe back = AnonymousPipe.Create();
        foreach (DescriptorStream end in new DescriptorStream[] { there.Reader, there.Writer, back.Reader, back.Writer })
            end.InlineContinuations = true;
        Task echo = EchoAsync(there.Reader, back.Writer);

        // More than the pipe holds, so that the write waits too.
        byte[] block = new byte[BlockBytes];
        var mark = default(Mark);
        for (int i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
                mark = Mark.Now();
            await there.Writer.WriteAsync(block);
            if (await back.Reader.ReadAsync(block.AsMemory(0, 1)) != 1)
                throw new EndOfStreamException();
        }

        Console.WriteLine(mark.BytesSince());
        await echo;
    }

    private static async Task MeasurePipeCallsAsync(string[] arguments)
    {
        using AnonymousPipe first = AnonymousPipe.Create();
        using AnonymousPipe second = AnonymousPipe.Create();
        first.Reader.InlineContinuations = true;
        byte[] record = new byte[64];
        var mark = default(Mark);
        for (int i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
                mark = Mark.Now();

            // Waits on the reactor's thread alone, where the write below goes on.
            ValueTask<int> splicing = first.Reader.SpliceToAsync(second.Writer, record.Length);
            first.Writer.WriteAtomic(record);
            int moved = await splicing;
            if (!second.Reader.TryRead(record, out int read) || !second.Writer.TryWriteAtomic(record))
                throw new InvalidOperationException();
            int limited = second.Reader.Read(record, TimeSpan.FromHours(1));
            if (moved + read + limited != 3 * record.Length)
                throw new EndOfStreamException();
        }

        Console.WriteLine(mark.BytesSince());
    }

    private static async Task EchoAsync(PipeReadEnd reader, PipeWriteEnd writer)
    {
        byte[] received = new byte[BlockBytes];
        for (int i = 0; i < 2 * Rounds; i++)
        {
            for (int done = 0; done < received.Length;)
                done += await reader.ReadAsync(received.AsMemory(done));
            await writer.WriteAsync(received.AsMemory(0, 1));
        }
    }

    private static async Task MeasureSocketAsync(string[] arguments)
    {
        (UnixSocket first, UnixSocket second) = UnixSocket.CreatePair();
        using (first)
        using (second)
        {
            first.InlineContinuations = second.InlineContinuations = true;
            Task echo = EchoAsync(second);
            byte[] block = new byte[BlockBytes];
            var mark = default(Mark);
            for (int i = 0; i < 2 * Rounds; i++)
            {
                if (i == Rounds)
                    mark = Mark.Now();
                await first.SendAsync(block);
                if (await first.ReceiveAsync(block.AsMemory(0, 1)) != 1)
                    throw new EndOfStreamException();
            }

            Console.WriteLine(mark.BytesSince());
            await echo;
        }
    }

    private static async Task EchoAsync(UnixSocket socket)
    {
        byte[] received = new byte[BlockBytes];
        for (int i = 0; i < 2 * Rounds; i++)
        {
            for (int done = 0; done < received.Length;)
                done += await socket.ReceiveAsync(received.AsMemory(done));
            await socket.SendAsync(received.AsMemory(0, 1));
        }
    }

    /// <summary>With inline continuations both loops run on the reactor's thread, and so does the measurement.</summary>
    private readonly record struct Mark(int Thread, long Bytes)
    {
        public static Mark Now() => new(Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());

        public long BytesSince() => Thread == Environment.CurrentManagedThreadId
            ? GC.GetAllocatedBytesForCurrentThread() - Bytes
            : throw new InvalidOperationException("the loop changed its thread");
    }
}
