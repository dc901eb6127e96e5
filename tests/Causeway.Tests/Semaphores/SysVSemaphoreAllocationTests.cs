using System.Globalization;

namespace Causeway.Tests.Semaphores;

public sealed class SysVSemaphoreAllocationTests
{
    private const int Rounds = 1000;

    [Fact]
    public void Operate_OneOperationOrSeveral_AllocatesNothing()
    {
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(SysVKey.Private, [1, 0]);
        try
        {
            SysVSemaphoreOperation[] many = [.. Enumerable.Repeat(SysVSemaphoreOperation.WaitForZero(1), 100)];
            using var source = new CancellationTokenSource();
            Assert.Equal(0, Allocations.Least(Rounds, Use));

            void Use()
            {
                set.Operate([SysVSemaphoreOperation.Take(0)]);
                set.Operate([SysVSemaphoreOperation.Add(0), SysVSemaphoreOperation.WaitForZero(1), SysVSemaphoreOperation.Take(0)], TimeSpan.FromSeconds(10));
                set.TryOperate([SysVSemaphoreOperation.Take(0)]);
                set.Operate([SysVSemaphoreOperation.Add(0)], cancellationToken: source.Token);
                set.TryOperate(many);
                set.Operate(many);
            }
        }
        finally
        {
            set.Delete();
        }
    }

    [OptimizedFact]
    public void OperateAsync_WaitingOrNot_AllocatesNothing()
    {
        // In a process of its own, where nothing else allocates.
        using Peer peer = Peer.StartDotnet(MeasureAsync);
        long bytes = long.Parse(peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors), CultureInfo.InvariantCulture);
        peer.ExpectSuccess();

        // One object for each round would be 24 bytes a round at least.
        Assert.InRange(bytes, 0, Rounds);
    }

    private static async Task MeasureAsync(string[] arguments)
    {
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(SysVKey.Private, [0, 0]);
        try
        {
            ProcessAllocations allocated = new(Rounds);
            Task echo = TurnAsync(set, from: 0, to: 1, allocated.Total);
            var give = new[] { SysVSemaphoreOperation.Add(0) };
            var take = new[] { SysVSemaphoreOperation.Take(1) };
            for (int i = 0; i < allocated.Total; i++)
            {
                await set.OperateAsync(give);
                await set.OperateAsync(take);
                allocated.Did(i);
            }

            Console.WriteLine(allocated.Least);
            await echo;
        }
        finally
        {
            set.Delete();
        }
    }

    private static async Task TurnAsync(SysVSemaphoreSet set, int from, int to, int rounds)
    {
        var take = new[] { SysVSemaphoreOperation.Take(from) };
        var give = new[] { SysVSemaphoreOperation.Add(to) };
        for (int i = 0; i < rounds; i++)
        {
            await set.OperateAsync(take);
            await set.OperateAsync(give);
        }
    }
}
