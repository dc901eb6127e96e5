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
            long start = 0;
            for (int i = 0; i < 2 * Rounds; i++)
            {
                if (i == Rounds)
                    start = GC.GetAllocatedBytesForCurrentThread();
                set.Operate([SysVSemaphoreOperation.Take(0)]);
                set.Operate([SysVSemaphoreOperation.Add(0), SysVSemaphoreOperation.WaitForZero(1), SysVSemaphoreOperation.Take(0)], TimeSpan.FromSeconds(10));
                set.TryOperate([SysVSemaphoreOperation.Take(0)]);
                set.Operate([SysVSemaphoreOperation.Add(0)], cancellationToken: source.Token);
                set.TryOperate(many);
                set.Operate(many);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - start);
        }
        finally
        {
            set.Delete();
        }
    }
}
