using System.Globalization;

namespace Causeway.Tests.Waiting;

/// <summary>What awaiting a semaphore, a futex or a counter allocates where it must wait.</summary>
public sealed class WaitAllocationTests
{
    private const int Rounds = 1000;

    [OptimizedFact]
    public void PosixSemaphore_AsyncWaitsThatWait_AllocateNothing() => ExpectNoAllocation(MeasureSemaphoreAsync);

    [OptimizedFact]
    public void Futex_AsyncWaitsThatWait_AllocateNothing() => ExpectNoAllocation(MeasureFutexAsync);

    [OptimizedFact]
    public void EventCounter_AsyncReadsThatWait_AllocateNothing() => ExpectNoAllocation(MeasureCounterAsync);

    /// <summary>In a process of its own, where nothing else allocates.</summary>
    private static void ExpectNoAllocation(Func<string[], Task> measure)
    {
        using Peer peer = Peer.StartDotnet(measure);
        long bytes = long.Parse(peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors), CultureInfo.InvariantCulture);
        peer.ExpectSuccess();

        // One object for each round would be 24 bytes a round at least; the pools of the runtime may miss now and then.
        Assert.InRange(bytes, 0, 12 * Rounds);
    }

    private static async Task MeasureSemaphoreAsync(string[] arguments)
    {
        using MemoryMapping mapping = SharedPage.Map();
        using PosixSemaphore there = PosixSemaphore.CreateIn(mapping, 0, 0);
        using PosixSemaphore back = PosixSemaphore.CreateIn(mapping, 64, 0);
        using CancellationTokenSource source = new();
        ProcessAllocations allocated = new(Rounds);
        Task echo = EchoAsync();
        for (int i = 0; i < allocated.Total; i++)
        {
            there.Post();
            await back.WaitAsync(source.Token);
            allocated.Did(i);
        }

        Console.WriteLine(allocated.Least);
        await echo;

        async Task EchoAsync()
        {
            for (int i = 0; i < allocated.Total; i++)
            {
                await there.WaitAsync();
                back.Post();
            }
        }
    }

    private static async Task MeasureFutexAsync(string[] arguments)
    {
        using MemoryMapping mapping = SharedPage.Map();
        Futex there = new(mapping, 0), back = new(mapping, 64);
        ProcessAllocations allocated = new(Rounds);
        Task echo = EchoAsync();
        for (int i = 0; i < allocated.Total; i++)
        {
            Tell(there, i + 1);
            while (Volatile.Read(ref back.Word) == i)
                await back.WaitAsync(i);
            allocated.Did(i);
        }

        Console.WriteLine(allocated.Least);
        await echo;

        async Task EchoAsync()
        {
            for (int i = 0; i < allocated.Total; i++)
            {
                while (Volatile.Read(ref there.Word) == i)
                    await there.WaitAsync(i);
                Tell(back, i + 1);
            }
        }

        static void Tell(Futex futex, int value)
        {
            Volatile.Write(ref futex.Word, value);
            futex.Wake();
        }
    }

    private static async Task MeasureCounterAsync(string[] arguments)
    {
        using EventCounter counter = EventCounter.Create();
        counter.InlineContinuations = true;
        ProcessAllocations allocated = new(Rounds);
        for (int i = 0; i < allocated.Total; i++)
        {
            ValueTask<ulong> pending = counter.ReadAsync();
            counter.Add();
            await pending;
            allocated.Did(i);
        }

        Console.WriteLine(allocated.Least);
    }
}
