namespace Causeway.Tests.Named;

/// <summary>Who takes next what a killed process held is told of the death, once, by whichever call it takes it: a scope says it, a wait without one throws.</summary>
public sealed class NamedDeathReportTests : IDisposable
{
    private static readonly string[] s_kinds = ["mutex", "lock", "read", "write", "upgradeable"];
    private static readonly string[] s_ways = ["WaitOne", "WaitAny", "WaitAll", "scope", "WaitOneAsync", "WaitAnyAsync", "WaitAllAsync", "scopeAsync"];
    private readonly NamedDomain _domain = new();
    private readonly NamedEvent _never;
    private readonly NamedEvent _set;

    public NamedDeathReportTests()
    {
        _never = NamedEvent.Create("event, never", initialState: false, EventResetMode.ManualReset, _domain.Domain);
        _set = NamedEvent.Create("event, set", initialState: true, EventResetMode.ManualReset, _domain.Domain);
    }

    public void Dispose()
    {
        _never.Dispose();
        _set.Dispose();
        _domain.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Owner_Killed_TheNextIsToldOnce(bool whileItWaits)
    {
        List<Held> all = [.. from kind in s_kinds from way in s_ways where kind != "mutex" || !IsAsync(way) select Make(kind, way)];
        using Peer peer = Peer.StartDotnet(HoldAll, _domain.Path);
        peer.Expect("held");
        if (!whileItWaits)
            peer.Process.Kill();
        Task[] told = [.. all.Select(one => IsAsync(one.Way) ? TakeAsync(one) : OwnThread.Start(() => Take(one)))];
        if (whileItWaits)
        {
            foreach (Held one in all)
                await ObjectBytes.UntilWaitersAsync(_domain, one.Name, 1);
            peer.Process.Kill();
        }

        await Task.WhenAll(told);
        foreach (Held one in all)
            one.Object.Dispose();
    }

    [Fact]
    public async Task WaitAll_SeveralOwnersKilled_SaysAllOfThem_AndHasAll()
    {
        Held one = Make("lock", "a"), two = Make("write", "b"), three = Make("lock", "free");
        using (Peer peer = Peer.StartDotnet(HoldAll, _domain.Path))
            peer.Expect("held");
        three.Handle.WaitOne(TimeSpan.Zero);
        three.Release();

        AbandonedMutexException told = await Assert.ThrowsAsync<AbandonedMutexException>(async () => await NamedWaitHandle.WaitAllAsync([one.Handle, two.Handle, three.Handle]));

        Assert.Contains("\"lock a\"", told.Message, StringComparison.Ordinal);
        Assert.Contains("\"write b\"", told.Message, StringComparison.Ordinal);
        foreach (Held held in (Held[])[one, two, three])
        {
            held.Release();
            held.Object.Dispose();
        }
    }

    [Fact]
    public void WaitAll_OneMissing_LeavesTheDeathToBeTold()
    {
        Held one = Make("lock", "a"), two = Make("write", "b");
        using (Peer peer = Peer.StartDotnet(HoldAll, _domain.Path))
            peer.Expect("held");
        Assert.False(NamedWaitHandle.WaitAll([one.Handle, two.Handle, _never], TimeSpan.FromMilliseconds(20)));
        foreach (Held held in (Held[])[one, two])
        {
            Assert.True(held.Enter());
            held.Release();
            held.Object.Dispose();
        }
    }

    /// <summary>The deaths were told to the wait, which then could not have all: it has told nobody, and they stay to be told.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitAll_LastCannotBeHad_LeavesTheDeathsToBeTold(bool asynchronous)
    {
        List<Held> all = [.. from kind in s_kinds where kind != "mutex" || !asynchronous select Make(kind, "a")];
        using (Peer peer = Peer.StartDotnet(HoldAll, _domain.Path))
            peer.Expect("held");
        using var missing = MissingOne.Create(_domain);
        NamedWaitHandle[] handles = [missing, .. all.Select(static one => one.Handle)];

        // Until the kernel has let go of the dead one, and all look free.
        TimeSpan moment = TimeSpan.FromMilliseconds(1);
        while (missing.Tries == 0)
            Assert.False(asynchronous ? await NamedWaitHandle.WaitAllAsync(handles, moment) : NamedWaitHandle.WaitAll(handles, moment));

        foreach (Held one in all)
        {
            AssertToldOnce(one, one.Enter());
            one.Object.Dispose();
        }
    }

    internal static void HoldAll(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        List<NamedObject> opened = [];
        foreach (string name in domain.List().Select(static one => one.Name))
        {
            if (name.StartsWith("event", StringComparison.Ordinal) || name.EndsWith("free", StringComparison.Ordinal))
                continue;
            NamedWaitHandle handle = name.Split(' ')[0] switch
            {
                "mutex" => NamedMutex.OpenExisting(name, domain),
                "lock" => NamedLock.OpenExisting(name, domain),
                _ => NamedReaderWriterLock.OpenExisting(name, domain: domain).WriteSide,
            };
            handle.WaitOne();
            opened.Add(handle);
        }

        Console.WriteLine("held");
        Console.ReadLine();
        GC.KeepAlive(opened);
    }

    private static bool IsAsync(string way) => way.EndsWith("Async", StringComparison.Ordinal);

    private int Take(Held one)
    {
        bool told = one.Way switch
        {
            "WaitOne" => IsTold(() => one.Handle.WaitOne(), index: -1),
            "WaitAny" => IsTold(() => NamedWaitHandle.WaitAny([_never, one.Handle]), index: 1),
            "WaitAll" => IsTold(() => NamedWaitHandle.WaitAll([_set, one.Handle]), index: -1),
            _ => one.Enter(),
        };
        AssertToldOnce(one, told);
        return 0;
    }

    private async Task TakeAsync(Held one)
    {
        bool told = one.Way switch
        {
            "WaitOneAsync" => await IsToldAsync(async () => await one.Handle.WaitOneAsync(), index: -1),
            "WaitAnyAsync" => await IsToldAsync(async () => await NamedWaitHandle.WaitAnyAsync([_never, one.Handle]), index: 1),
            "WaitAllAsync" => await IsToldAsync(async () => await NamedWaitHandle.WaitAllAsync([_set, one.Handle]), index: -1),
            _ => await one.EnterAsync(),
        };
        AssertToldOnce(one, told);
    }

    private static void AssertToldOnce(Held one, bool told)
    {
        Assert.True(told, one.Name);
        one.Release();
        Assert.True(one.Handle.WaitOne(TimeSpan.Zero), one.Name);
        one.Release();
    }

    private static bool IsTold(Action wait, int index) => Record.Exception(wait) is AbandonedMutexException told && told.MutexIndex == index;

    private static async Task<bool> IsToldAsync(Func<Task> wait, int index) => await Record.ExceptionAsync(wait) is AbandonedMutexException told && told.MutexIndex == index;

    private Held Make(string kind, string way)
    {
        string name = $"{kind} {way}";
        if (kind == "mutex")
        {
            var mutex = NamedMutex.Create(name, _domain.Domain);
            return new Held(name, way, mutex, mutex, mutex.Release, () => mutex.Enter().PreviousOwnerDied, static () => Task.FromResult(false));
        }

        if (kind == "lock")
        {
            var @lock = NamedLock.Create(name, _domain.Domain);
            return new Held(name, way, @lock, @lock, @lock.Release, () => @lock.Acquire().PreviousOwnerDied, async () => (await @lock.AcquireAsync()).PreviousOwnerDied);
        }

        var shared = NamedReaderWriterLock.Create(name, domain: _domain.Domain);
        return kind switch
        {
            "read" => new Held(name, way, shared, shared.ReadSide, shared.ExitRead, () => shared.EnterRead().PreviousOwnerDied, async () => (await shared.EnterReadAsync()).PreviousOwnerDied),
            "write" => new Held(name, way, shared, shared.WriteSide, shared.ExitWrite, () => shared.EnterWrite().PreviousOwnerDied, async () => (await shared.EnterWriteAsync()).PreviousOwnerDied),
            _ => new Held(name, way, shared, shared.UpgradeableReadSide, shared.ExitUpgradeableRead, () => shared.EnterUpgradeableRead().PreviousOwnerDied, async () => (await shared.EnterUpgradeableReadAsync()).PreviousOwnerDied),
        };
    }

    private sealed record Held(string Name, string Way, NamedObject Object, NamedWaitHandle Handle, Action Release, Func<bool> Enter, Func<Task<bool>> EnterAsync);
}
