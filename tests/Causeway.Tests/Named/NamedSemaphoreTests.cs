namespace Causeway.Tests.Named;

public sealed class NamedSemaphoreTests : IDisposable
{
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    private NamedSemaphore Create(int initial, int maximum = int.MaxValue, NamedSemaphoreOptions options = default) =>
        NamedSemaphore.Create("semaphore", initial, maximum, options, _domain.Domain);

    [Fact]
    public void Units_AreTakenAndGivenBack()
    {
        using NamedSemaphore semaphore = Create(2, 3);
        using (semaphore.Enter())
            Assert.Equal(1, semaphore.CurrentCount);
        Assert.Equal(2, semaphore.Release());
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        Assert.Equal(3, semaphore.CurrentCount);
        for (int i = 0; i < 3; i++)
            Assert.True(semaphore.WaitOne(0));
        Assert.False(semaphore.WaitOne(0));
        Assert.Equal(0, semaphore.Release(3));
    }

    [Fact]
    public async Task EnterAsync_GivesTheUnitBack_AndEndsByTimeAndToken()
    {
        using NamedSemaphore semaphore = Create(1, 1);
        await using (await semaphore.EnterAsync())
        {
            Assert.Equal(0, semaphore.CurrentCount);
            await Assert.ThrowsAsync<TimeoutException>(async () => await semaphore.EnterAsync(TimeSpan.Zero));
            await Assert.ThrowsAsync<TimeoutException>(async () => await semaphore.EnterAsync(TimeSpan.FromMilliseconds(10)));
            using CancellationTokenSource cancelled = new();
            Task<NamedSemaphoreScope> waiting = semaphore.EnterAsync(cancellationToken: cancelled.Token).AsTask();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        Assert.Equal(1, semaphore.CurrentCount);
        using (await semaphore.EnterAsync(TimeSpan.Zero))
            Assert.Equal(0, semaphore.CurrentCount);
    }

    [Fact]
    public void Maximum_IsThatOfTheRuntimes()
    {
        using NamedSemaphore semaphore = Create(int.MaxValue);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        semaphore.WaitOne();
        Assert.Equal(int.MaxValue - 1, semaphore.Release());
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, 0)]
    public void Counts_OutOfRange_AreRefused(int initial, int maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(initial, maximum));

    [Theory]
    [InlineData(NamedSemaphoreOptions.None, 3)]
    [InlineData(NamedSemaphoreOptions.ConsumedUnits, 1)]
    public void HolderKilled_UnitsReturn_UnlessTheyAreConsumed(NamedSemaphoreOptions options, int left)
    {
        using NamedSemaphore semaphore = Create(3, 3, options);
        using var holder = Peer.StartDotnet(TakeTwo, _domain.Path);
        holder.Expect("taken");
        Assert.Equal(1, semaphore.CurrentCount);
        holder.Process.Kill();
        holder.Process.WaitForExit();

        int taken = 0;
        while (semaphore.WaitOne(0))
            taken++;
        Assert.Equal(left, taken);
    }

    internal static void TakeTwo(string[] arguments)
    {
        using var semaphore = NamedSemaphore.OpenExisting("semaphore", Domain.Open(arguments[0]));
        semaphore.WaitOne();
        semaphore.WaitOne();
        Console.WriteLine("taken");
        Console.ReadLine();
    }

    [Fact]
    public async Task Release_OfMany_WakesThemAll()
    {
        // Consumed: the peer ends with what it took.
        using NamedSemaphore semaphore = Create(0, options: NamedSemaphoreOptions.ConsumedUnits);
        using var peer = Peer.StartDotnet(AwaitSix, _domain.Path);
        Task<bool>[] waits = [.. Enumerable.Range(0, 4).Select(_ => semaphore.WaitOneAsync().AsTask())];
        await ObjectBytes.UntilWaitersAsync(_domain, "semaphore", 10);

        Assert.Equal(0, semaphore.Release(10));

        await Task.WhenAll(waits);
        peer.ExpectSuccess();
        Assert.Equal(0, semaphore.CurrentCount);
    }

    internal static async Task AwaitSix(string[] arguments)
    {
        using var semaphore = NamedSemaphore.OpenExisting("semaphore", Domain.Open(arguments[0]));
        Task<bool>[] threads = [.. Enumerable.Range(0, 3).Select(_ => OwnThread.Start(() => semaphore.WaitOne()))];
        Task<bool>[] waits = [.. Enumerable.Range(0, 3).Select(_ => semaphore.WaitOneAsync().AsTask())];
        await Task.WhenAll([.. threads, .. waits]);
    }

    [Fact]
    public async Task Cancelled_PassesItsWakeUpOn()
    {
        using NamedSemaphore semaphore = Create(0);
        for (int round = 0; round < 200; round++)
        {
            using CancellationTokenSource source = new();
            var given = semaphore.WaitOneAsync(cancellationToken: source.Token).AsTask();
            var patient = semaphore.WaitOneAsync().AsTask();

            // Both at once: whichever way it ends, the unit is somebody's.
            await Task.WhenAll(Task.Run(source.Cancel), Task.Run(() => semaphore.Release()));
            bool cancelled = await given.ContinueWith(static one => one.IsCanceled, TaskScheduler.Default);
            if (!cancelled)
                semaphore.Release();
            Assert.True(await patient);
        }
    }

    [Fact]
    public void RandomCalls_AgreeWithAReference()
    {
        int seed = TestLoad.Seed;
        Random random = new(seed);
        using NamedSemaphore semaphore = Create(3, 8);
        using var second = NamedSemaphore.OpenExisting("semaphore", _domain.Domain);
        using SemaphoreSlim reference = new(3, 8);
        for (int i = 0; i < 20_000; i++)
        {
            NamedSemaphore one = random.Next(2) == 0 ? semaphore : second;
            if (random.Next(2) == 0)
            {
                Assert.Equal(reference.Wait(0), one.WaitOne(0));
                continue;
            }

            int count = random.Next(1, 4);
            if (reference.CurrentCount + count > 8)
                Assert.Throws<SemaphoreFullException>(() => one.Release(count));
            else
                Assert.Equal(reference.Release(count), one.Release(count));
            Assert.Equal(reference.CurrentCount, one.CurrentCount);
        }
    }

    [Fact]
    public void Uncontended_AllocatesNothing()
    {
        using NamedSemaphore semaphore = Create(1);
        Assert.Equal(0, Allocations.Least(1000, () =>
        {
            semaphore.WaitOne();
            semaphore.Release();
        }));
    }
}
