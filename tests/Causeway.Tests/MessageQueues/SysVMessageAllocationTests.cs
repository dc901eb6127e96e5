using System.Globalization;

namespace Causeway.Tests.MessageQueues;

public sealed class SysVMessageAllocationTests
{
    private const int Rounds = 1000;

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(8192)]
    public void SendAndReceive_AnySize_AllocateNothing(int length)
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            byte[] message = new byte[length];
            byte[] large = new byte[100_000];
            Assert.Equal(0, Allocations.Least(Rounds, Use));

            void Use()
            {
                queue.Send(1, message);
                queue.Receive(large);
                queue.TrySend(1, message);
                queue.TryPeek(0, large, out _);
                queue.TryReceive(message, out _, SysVMessageSelection.Exactly(1));
            }
        }
        finally
        {
            queue.Delete();
        }
    }

    [OptimizedFact]
    public void Receiver_AsyncReceivesThatWait_AllocateNothing() => ExpectNoAllocation(MeasureWaitsAsync);

    [OptimizedFact]
    public void Queue_AsyncCallsThatWait_AllocateNothing() => ExpectNoAllocation(MeasureFullAndEmptyAsync);

    [OptimizedFact]
    public void Queue_AsyncCallsThatNeedNotWait_AllocateNothing() => ExpectNoAllocation(MeasureReadyAsync);

    /// <summary>In a process of its own, where nothing else allocates.</summary>
    private static void ExpectNoAllocation(Func<string[], Task> measure)
    {
        using Peer peer = Peer.StartDotnet(measure);
        long bytes = long.Parse(peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors), CultureInfo.InvariantCulture);
        peer.ExpectSuccess();

        // One object for each round would be 24 bytes a round at least; the pools of the runtime may miss now and then.
        Assert.InRange(bytes, 0, 12 * Rounds);
    }

    private static async Task MeasureReadyAsync(string[] arguments)
    {
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            byte[] buffer = new byte[64];
            ProcessAllocations allocated = new(Rounds);
            for (int i = 0; i < allocated.Total; i++)
            {
                await queue.SendAsync(1, buffer);
                await queue.ReceiveAsync(buffer);
                allocated.Did(i);
            }

            Console.WriteLine(allocated.Least);
        }
        finally
        {
            queue.Delete();
        }
    }

    private static async Task MeasureWaitsAsync(string[] arguments)
    {
        SysVMessageQueue there = SysVMessageQueue.Create(SysVKey.Private);
        SysVMessageQueue back = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            ProcessAllocations allocated = new(Rounds);
            Task echo = EchoAsync(there, back, allocated.Total);
            using var receiver = new SysVMessageReceiver(back) { InlineContinuations = true };
            byte[] buffer = new byte[64];
            for (int i = 0; i < allocated.Total; i++)
            {
                await there.SendAsync(1, buffer);
                await receiver.ReceiveAsync(buffer);
                allocated.Did(i);
            }

            Console.WriteLine(allocated.Least);
            await echo;
        }
        finally
        {
            there.Delete();
            back.Delete();
        }
    }

    /// <summary>The queue holds two messages: of three the third waits for room, and the other side for the first.</summary>
    private static async Task MeasureFullAndEmptyAsync(string[] arguments)
    {
        byte[] message = new byte[4096];
        SysVMessageQueue queue = SysVMessageQueue.Create(SysVKey.Private);
        try
        {
            queue.Change(capacityBytes: 2 * message.Length);
            ProcessAllocations allocated = new(3 * Rounds);
            Task taking = TakeAsync(queue, allocated.Total, message.Length);
            for (int i = 0; i < allocated.Total; i++)
            {
                await queue.SendAsync(1, message);
                allocated.Did(i);
            }

            await taking;
            Console.WriteLine(allocated.Least);
        }
        finally
        {
            queue.Delete();
        }
    }

    private static async Task TakeAsync(SysVMessageQueue queue, int count, int length)
    {
        byte[] buffer = new byte[length];
        for (int i = 0; i < count; i++)
            await queue.ReceiveAsync(buffer);
    }

    private static async Task EchoAsync(SysVMessageQueue there, SysVMessageQueue back, int rounds)
    {
        using var receiver = new SysVMessageReceiver(there) { InlineContinuations = true };
        byte[] buffer = new byte[64];
        for (int i = 0; i < rounds; i++)
        {
            await receiver.ReceiveAsync(buffer);
            await back.SendAsync(1, buffer);
        }
    }
}
