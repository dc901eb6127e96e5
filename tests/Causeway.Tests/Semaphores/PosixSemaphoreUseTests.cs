namespace Causeway.Tests.Semaphores;

/// <summary>Calls that take nanoseconds, beside a disposal; and what they allocate.</summary>
public sealed class PosixSemaphoreUseTests : IDisposable
{
    private readonly SemaphoreName _name = new();

    public void Dispose() => _name.Dispose();

    [Fact]
    public void Dispose_WhileOthersPostAndTake_LeavesThemNoUnmappedMemory()
    {
        // With a slip in the order of ObjectLease this is SIGSEGV before long, and no report.
        for (int round = 0; round < TestLoad.Rounds(4000); round++)
        {
            PosixSemaphore semaphore = PosixSemaphore.OpenOrCreate(_name, 0);
            using Barrier start = new(3);
            Thread[] users = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() => Use(semaphore, start)))];
            Array.ForEach(users, user => user.Start());
            start.SignalAndWait();
            Thread.SpinWait(TestLoad.NewRandom(round).Next(2000));

            semaphore.Dispose();

            // Whoever was in a call keeps the memory until it leaves.
            Array.ForEach(users, user => user.Join());
            Assert.DoesNotContain(_name.Path, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_NeverDisposed_IsClosedByTheCollector()
    {
        PosixSemaphore.Create(_name, 0).Dispose();
        Abandon();
        for (int i = 0; i < 10 && IsMapped(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(IsMapped());

        void Abandon() => _ = PosixSemaphore.Open(_name);
        bool IsMapped() => File.ReadAllText("/proc/self/maps").Contains(_name.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void CallsThatNeedNotWait_AllocateNothing()
    {
        using PosixSemaphore semaphore = PosixSemaphore.Create(_name, 0);
        using CancellationTokenSource source = new();
        Assert.Equal(0, Allocations.Least(1000, Use));

        void Use()
        {
            for (int i = 0; i < 4; i++)
                semaphore.Post();
            semaphore.Wait();
            semaphore.Wait(TimeSpan.FromHours(1), source.Token);
            Assert.True(semaphore.TryWait());
            Assert.True(semaphore.WaitAsync(source.Token).AsTask().IsCompletedSuccessfully);
            Assert.False(semaphore.TryWait());
            _ = semaphore.Value;
        }
    }

    private static void Use(PosixSemaphore semaphore, Barrier start)
    {
        start.SignalAndWait();
        try
        {
            while (true)
            {
                semaphore.Post();
                semaphore.TryWait();
            }
        }
        catch (ObjectDisposedException)
        {
            // What was waited for.
        }
    }
}
