using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Tests.Waiting;

/// <summary>Runs alone: it counts what the whole process allocates.</summary>
[CollectionDefinition(nameof(AllocationsCounted), DisableParallelization = true)]
public sealed class AllocationsCounted;

[Collection(nameof(AllocationsCounted))]
public sealed class ReactorLoadTests
{
    [Fact]
    public async Task Wait_TenThousandDescriptorsAtOnce_EachIsWokenByItsOwn()
    {
        const int Count = 10_000;
        SafeFileDescriptor[] descriptors = [.. Enumerable.Range(0, Count).Select(_ => TestDescriptors.EventFd())];
        try
        {
            Task<int>[] waits = [.. descriptors.Select(static (descriptor, index) => TakeAsync(descriptor, index))];
            Assert.DoesNotContain(waits, static wait => wait.IsCompleted);
            int[] order = [.. Enumerable.Range(0, Count)];
            new Random(1).Shuffle(order);
            foreach (int index in order.Take(Count / 2))
            {
                TestDescriptors.Ring(descriptors[index]);
                Assert.Equal(index, await waits[index]);
            }

            Assert.Equal(Count / 2, waits.Count(static wait => !wait.IsCompleted));
            foreach (int index in order.Skip(Count / 2))
                TestDescriptors.Ring(descriptors[index]);
            Assert.Equal(Enumerable.Range(0, Count), await Task.WhenAll(waits));
        }
        finally
        {
            foreach (SafeFileDescriptor descriptor in descriptors)
                descriptor.Dispose();
        }
    }

    [OptimizedFact]
    public async Task Wait_SteadyState_AllocatesNothing()
    {
        using SafeFileDescriptor ping = TestDescriptors.EventFd();
        using SafeFileDescriptor pong = TestDescriptors.EventFd();
        using CancellationTokenSource stop = new();
        Task echo = EchoAsync(ping, pong, stop.Token);
        const int Rounds = 4_000;
        ProcessAllocations allocated = new(Rounds);
        await RoundsAsync(ping, pong, allocated);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => echo);

        // The smallest object is 24 bytes: had either wait of a round allocated one, it would be 24 a round. What is
        // left is the pool of async state machines, which now and then misses, and the test runner.
        Assert.True(allocated.Least < Rounds * 12, $"{allocated.Least} bytes in {Rounds} rounds of two waits");
    }

    private static async Task<int> TakeAsync(SafeFileDescriptor descriptor, int answer)
    {
        await ReadAsync(descriptor, CancellationToken.None);
        return answer;
    }

    private static async Task EchoAsync(SafeFileDescriptor from, SafeFileDescriptor to, CancellationToken token)
    {
        while (true)
        {
            await ReadAsync(from, token).ConfigureAwait(false);
            TestDescriptors.Ring(to);
        }
    }

    private static async Task RoundsAsync(SafeFileDescriptor ping, SafeFileDescriptor pong, ProcessAllocations allocated)
    {
        for (int i = 0; i < allocated.Total; i++)
        {
            TestDescriptors.Ring(ping);
            await ReadAsync(pong, CancellationToken.None).ConfigureAwait(false);
            allocated.Did(i);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask ReadAsync(SafeFileDescriptor descriptor, CancellationToken token)
    {
        DescriptorWatch watch = Reactor.Shared.Watch(descriptor);
        while (true)
        {
            uint seen = watch.Edges(Direction.Read);
            if (TestDescriptors.TryTake(descriptor, out Errno error))
                return;
            if (error != Errno.EAGAIN)
                throw SyscallFailure.Create("read", "eventfd", error);
            await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, token).ConfigureAwait(false);
        }
    }
}
