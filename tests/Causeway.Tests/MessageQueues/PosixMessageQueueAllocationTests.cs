using System.Globalization;

namespace Causeway.Tests.MessageQueues;

public sealed class PosixMessageQueueAllocationTests : IDisposable
{
    private const int Rounds = 1000;
    private static readonly TimeSpan s_timeout = TimeSpan.FromHours(1);
    private readonly QueueName _name = new();

    public void Dispose() => _name.Dispose();

    [Fact]
    public void SendAndReceive_ThatNeedNotWait_AllocateNothing()
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(_name, 8, 64);
        using CancellationTokenSource source = new();
        byte[] buffer = new byte[queue.MaxMessageBytes];
        Assert.Equal(0, Allocations.Least(Rounds, Exchange));

        void Exchange()
        {
            queue.Send("x"u8, 1);
            queue.Receive(buffer);
            queue.Send("x"u8, 1, s_timeout, source.Token);
            queue.Receive(buffer, s_timeout, source.Token);
            queue.TrySend("x"u8);
            queue.TryReceive(buffer, out _);
            queue.TryReceive(buffer, out _);
        }
    }

    [OptimizedFact]
    public void SendAndReceive_ThatWait_AllocateNothing() => ExpectNoAllocation(MeasureBlocking);

    [OptimizedFact]
    public void SendAsyncAndReceiveAsync_ThatWait_AllocateNothing() => ExpectNoAllocation(MeasureAsync);

    [OptimizedFact]
    public void NotifyAsync_ThatWaits_AllocatesNothing() => ExpectNoAllocation(MeasureNotifyAsync);

    /// <summary>In a process of its own, where nothing else runs on the reactor's thread.</summary>
    private static void ExpectNoAllocation(Delegate measure)
    {
        using QueueName there = new();
        using QueueName back = new();
        using Peer peer = Peer.StartDotnet(measure, there, back);
        long bytes = long.Parse(peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors), CultureInfo.InvariantCulture);
        peer.ExpectSuccess();

        // One object for each round would be 24 bytes a round at least; the pools of the runtime may miss now and then.
        Assert.InRange(bytes, 0, 12 * Rounds);
    }

    private static void MeasureBlocking(string[] arguments)
    {
        using PosixMessageQueue there = PosixMessageQueue.Create(arguments[0], maxMessages: 1, maxMessageBytes: 64);
        using PosixMessageQueue back = PosixMessageQueue.Create(arguments[1], maxMessages: 1, maxMessageBytes: 64);
        Thread echo = new(() =>
        {
            byte[] received = new byte[64];
            for (int i = 0; i < 2 * Rounds; i++)
            {
                there.Receive(received);
                there.Receive(received);
                back.Send(received, timeout: s_timeout);
            }
        });
        echo.Start();
        byte[] block = new byte[64];
        long before = 0;
        for (int i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
                before = GC.GetAllocatedBytesForCurrentThread();
            there.Send(block);
            there.Send(block);
            back.Receive(block, s_timeout);
        }

        Console.WriteLine(GC.GetAllocatedBytesForCurrentThread() - before);
        echo.Join();
    }

    private static async Task MeasureAsync(string[] arguments)
    {
        using PosixMessageQueue there = PosixMessageQueue.Create(arguments[0], maxMessages: 1, maxMessageBytes: 64);
        using PosixMessageQueue back = PosixMessageQueue.Create(arguments[1], maxMessages: 1, maxMessageBytes: 64);
        there.InlineContinuations = back.InlineContinuations = true;
        Task echo = EchoAsync(there, back);
        byte[] block = new byte[64];
        int thread = 0;
        long before = 0;
        for (int i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
                (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());

            // The second finds the queue full until the echo took the first.
            await there.SendAsync(block);
            await there.SendAsync(block);
            await back.ReceiveAsync(block);
        }

        if (thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("the loop changed its thread");
        Console.WriteLine(GC.GetAllocatedBytesForCurrentThread() - before);
        await echo;
    }

    private static async Task MeasureNotifyAsync(string[] arguments)
    {
        using PosixMessageQueue queue = PosixMessageQueue.Create(arguments[0], maxMessages: 1, maxMessageBytes: 64);
        queue.InlineContinuations = true;
        byte[] buffer = new byte[64];
        int thread = 0;
        long before = 0;
        for (int i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
                (thread, before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
            ValueTask<bool> told = queue.NotifyAsync();
            queue.Send(buffer);
            await told;
            queue.Receive(buffer);
        }

        if (thread != Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("the loop changed its thread");
        Console.WriteLine(GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static async Task EchoAsync(PosixMessageQueue there, PosixMessageQueue back)
    {
        byte[] received = new byte[64];
        for (int i = 0; i < 2 * Rounds; i++)
        {
            await there.ReceiveAsync(received);
            await there.ReceiveAsync(received);
            await back.SendAsync(received);
        }
    }
}
