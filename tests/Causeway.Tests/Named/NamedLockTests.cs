namespace Causeway.Tests.Named;

public sealed class NamedLockTests : IDisposable
{
    private readonly NamedDomain _domain = new();
    private readonly NamedLock _lock;

    public NamedLockTests() => _lock = NamedLock.Create("lock", _domain.Domain);

    public void Dispose()
    {
        _lock.Dispose();
        _domain.Dispose();
    }

    [Fact]
    public async Task Held_OverAnAwait_ByNobodyElse()
    {
        await using (await _lock.AcquireAsync())
        {
            await Task.Yield();
            Assert.False(_lock.WaitOne(0));
            await Assert.ThrowsAsync<TimeoutException>(async () => await _lock.AcquireAsync(TimeSpan.FromMilliseconds(10)));
        }

        Assert.True(_lock.WaitOne(0));
        _lock.Release();
        Assert.Throws<SynchronizationLockException>(_lock.Release);
    }

    [Fact]
    public async Task AcquireByName_TimeAndDomain_OpensAndCloses()
    {
        using (await NamedLock.AcquireAsync("lock", TimeSpan.Zero, _domain.Domain))
            await Assert.ThrowsAsync<TimeoutException>(async () => await NamedLock.AcquireAsync("lock", TimeSpan.FromMilliseconds(10), _domain.Domain));
        using CancellationTokenSource cancelled = new();
        await using (await NamedLock.AcquireAsync("lock", null, _domain.Domain, cancelled.Token))
        {
            Task<NamedLockScope> waiting = NamedLock.AcquireAsync("lock", null, _domain.Domain, cancelled.Token).AsTask();
            await ObjectBytes.UntilWaitersAsync(_domain, "lock", 1);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        _lock.Acquire(TimeSpan.Zero).Dispose();
    }

    [Fact]
    public async Task TwoProcesses_ManyFlows_OneInsideAtATime()
    {
        string counter = Path.Combine(_domain.Path, ".counter");
        await File.WriteAllTextAsync(counter, "0");
        using var peer = Peer.StartDotnet(Count, _domain.Path);
        await CountAsync(_lock, counter);
        peer.ExpectSuccess();
        Assert.Equal("800", await File.ReadAllTextAsync(counter));
        Assert.Equal(0, ObjectBytes.Waiters(_domain, "lock"));
    }

    internal static async Task Count(string[] arguments)
    {
        using var @lock = NamedLock.OpenExisting("lock", Domain.Open(arguments[0]));
        await CountAsync(@lock, Path.Combine(arguments[0], ".counter"));
    }

    private static Task CountAsync(NamedLock @lock, string counter) => Task.WhenAll(Enumerable.Range(0, 8).Select(async flow =>
    {
        await Task.Yield();
        for (int i = 0; i < 50; i++)
        {
            using NamedLockScope held = flow % 2 == 0 ? await @lock.AcquireAsync() : @lock.Acquire();

            // Not atomic: two at a time would lose one.
            int value = int.Parse(File.ReadAllText(counter), System.Globalization.CultureInfo.InvariantCulture);
            File.WriteAllText(counter, (value + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }));

    [Fact]
    public async Task Dispose_WhileAwaited_EndsTheWait()
    {
        using var holder = Peer.StartDotnet(HoldUntilTold, _domain.Path);
        holder.Expect("held");
        var waiting = _lock.WaitOneAsync().AsTask();

        _lock.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        holder.CloseInput();
        holder.ExpectSuccess();
        Assert.Equal(0, ObjectBytes.Waiters(_domain, "lock"));
    }

    internal static void HoldUntilTold(string[] arguments)
    {
        using var @lock = NamedLock.OpenExisting("lock", Domain.Open(arguments[0]));
        using NamedLockScope held = @lock.Acquire();
        Console.WriteLine("held");
        Console.ReadLine();
    }

    [Fact]
    public void Disposed_LeavesNeitherDescriptorNorDoorbell()
    {
        using (var domain = new NamedDomain())
        {
            NamedLock.Create("another", domain.Domain).Dispose();
            string[] open = [.. Directory.GetFiles("/proc/self/fd").Select(one => new FileInfo(one).LinkTarget).OfType<string>().Where(path => path.StartsWith(domain.Path, StringComparison.Ordinal))];
            Assert.Empty(open);
            Assert.Equal(["another"], Directory.GetFileSystemEntries(domain.Path).Select(Path.GetFileName));
        }
    }

    [Fact]
    public void Acquire_Uncontended_AllocatesNothing() => Assert.Equal(0, Allocations.Least(1000, () => _lock.Acquire().Dispose()));
}
