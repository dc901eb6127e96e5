using System.Globalization;

namespace Causeway.Tests.MessageQueues;

public sealed class SysVMessageQueueLoadTests : IDisposable
{
    private const int Records = 1_000_000;
    private const int CWriters = 48;
    private const int DotnetProcesses = 4;
    private const int DotnetWriters = 4;
    private const int Writers = CWriters + (DotnetProcesses * DotnetWriters);

    private readonly SysVMessageQueue _queue = SysVMessageQueue.Create(SysVKey.Private);

    public void Dispose() => _queue.TryDelete();

    [Fact]
    public async Task SixtyFourWriters_InCAndDotnet_NoRecordIsTornLostOrOutOfItsWritersOrder()
    {
        int each = TestLoad.Rounds(Records) / Writers;
        using Peer c = Peer.StartC("sysv_writer", Text(_queue.Id), "0", Text(CWriters), Text(each));
        Peer[] others = [.. Enumerable.Range(0, DotnetProcesses).Select(process =>
            Peer.StartDotnet(RunWriters, Text(_queue.Id), Text(CWriters + (process * DotnetWriters)), Text(DotnetWriters), Text(each)))];
        try
        {
            int[] next = new int[Writers];
            using var receiver = new SysVMessageReceiver(_queue) { InlineContinuations = true };
            byte[] record = new byte[8192];
            for (int i = 0; i < Writers * each; i++)
            {
                // Every other one by the other way to receive.
                SysVMessageInfo message = i % 2 == 0 ? _queue.Receive(record) : await receiver.ReceiveAsync(record).ConfigureAwait(false);
                CheckRecord(message, record, next);
            }

            Assert.All(next, count => Assert.Equal(each, count));
            c.ExpectSuccess();
            Assert.All(others, static other => other.ExpectSuccess());
            Assert.False(_queue.TryReceive(record, out _));
        }
        finally
        {
            foreach (Peer other in others)
                other.Dispose();
        }
    }

    /// <summary>A model in memory says what each call must answer.</summary>
    [Fact]
    public void RandomCalls_OneAfterTheOther_DoWhatTheModelDoes()
    {
        Random random = TestLoad.NewRandom();
        var model = new SysVQueueModel(capacity: (int)_queue.GetStatus().CapacityBytes);
        for (int i = 0; i < TestLoad.Rounds(200_000); i++)
            model.Step(_queue, random);
    }

    /// <summary>Waits of every kind end by a message, a token, a timeout or the removal: never otherwise, and always.</summary>
    [Fact]
    public async Task RandomWaits_QueueRemovedAtAnyMoment_AllEnd()
    {
        Random random = TestLoad.NewRandom();
        for (int round = 0; round < TestLoad.Rounds(1000); round++)
        {
            SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
            try
            {
                int[] seeds = [.. Enumerable.Range(0, 6).Select(_ => random.Next())];
                Task[] users = [.. seeds.Select(seed => Task.Run(() => UseUntilRemovedAsync(queue, new Random(seed))))];
                Thread.SpinWait(random.Next(100_000));
                queue.Delete();
                await Task.WhenAll(users);
            }
            finally
            {
                queue.TryDelete();
            }
        }
    }

    [Fact]
    public async Task ReceiveAsync_CancelledAtRandom_LosesNoMessage()
    {
        int rounds = TestLoad.Rounds(100_000);
        Random random = TestLoad.NewRandom();
        int seed = random.Next();
        Task sender = Task.Run(() =>
        {
            // Slower than the receiver, which is to wait.
            var pauses = new Random(seed);
            for (int i = 0; i < rounds; i++)
            {
                Thread.SpinWait(pauses.Next(4000));
                _queue.Send(1 + (i % 3), BitConverter.GetBytes(i));
            }
        });
        using var receiver = new SysVMessageReceiver(_queue);
        byte[] buffer = new byte[8];
        int cancelled = 0;
        for (int expected = 0; expected < rounds;)
        {
            using var source = new CancellationTokenSource();
            ValueTask<SysVMessageInfo> receiving = random.Next(2) == 0
                ? receiver.ReceiveAsync(buffer, cancellationToken: source.Token)
                : _queue.ReceiveAsync(buffer, cancellationToken: source.Token);
            Thread.SpinWait(random.Next(300));
            await source.CancelAsync();
            try
            {
                await receiving;
                Assert.Equal(expected++, BitConverter.ToInt32(buffer));
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
        }

        await sender;
        Assert.NotEqual(0, cancelled);
        Assert.Equal(0, _queue.GetStatus().Messages);
    }

    private static async Task UseUntilRemovedAsync(SysVMessageQueue queue, Random random)
    {
        using var receiver = new SysVMessageReceiver(queue) { InlineContinuations = random.Next(2) == 0 };
        byte[] buffer = new byte[8192];
        while (true)
        {
            using var source = new CancellationTokenSource();
            if (random.Next(3) == 0)
                source.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
            try
            {
                await (random.Next(5) switch
                {
                    0 => new ValueTask(Task.Run(() => queue.Receive(buffer, timeout: TimeSpan.FromMilliseconds(random.Next(3))))),
                    1 => new ValueTask(receiver.ReceiveAsync(buffer, cancellationToken: source.Token).AsTask()),
                    2 => new ValueTask(queue.ReceiveAsync(buffer, SysVMessageSelection.LowestUpTo(3), cancellationToken: source.Token).AsTask()),
                    3 => new ValueTask(Task.Run(() => queue.Send(1 + random.Next(4), buffer.AsSpan(0, random.Next(8192)), TimeSpan.FromMilliseconds(random.Next(3))))),
                    _ => queue.SendAsync(1 + random.Next(4), buffer.AsMemory(0, random.Next(8192)), source.Token),
                });
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // As it was asked to.
            }
            catch (SyscallException e) when (e.Errno == Errno.EIDRM || e.Errno == Errno.EINVAL)
            {
                return;
            }
        }
    }

    private static void CheckRecord(SysVMessageInfo message, byte[] record, int[] next)
    {
        int writer = BitConverter.ToInt32(record);
        int sequence = BitConverter.ToInt32(record, 4);
        Assert.Equal(writer + 1, message.Type);
        Assert.Equal(next[writer]++, sequence);
        Assert.Equal(8 + (int)(((sequence * 31L) + writer) % 200), message.Length);
        for (int i = 0; i < message.Length - 8; i++)
        {
            if (record[8 + i] != (byte)(writer ^ sequence ^ i))
                Assert.Fail($"record {sequence} of writer {writer} is torn at byte {i}");
        }
    }

    private static void RunWriters(string[] arguments)
    {
        int[] numbers = [.. arguments.Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
        var queue = new SysVMessageQueue(numbers[0]);
        Thread[] writers = [.. Enumerable.Range(numbers[1], numbers[2]).Select(writer => new Thread(() => WriteRecords(queue, writer, numbers[3])))];
        foreach (Thread writer in writers)
            writer.Start();
        foreach (Thread writer in writers)
            writer.Join();
    }

    private static void WriteRecords(SysVMessageQueue queue, int writer, int records)
    {
        byte[] record = new byte[208];
        BitConverter.TryWriteBytes(record, writer);
        for (int sequence = 0; sequence < records; sequence++)
        {
            int length = (int)(((sequence * 31L) + writer) % 200);
            BitConverter.TryWriteBytes(record.AsSpan(4), sequence);
            for (int i = 0; i < length; i++)
                record[8 + i] = (byte)(writer ^ sequence ^ i);
            queue.Send(writer + 1, record.AsSpan(0, 8 + length));
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
