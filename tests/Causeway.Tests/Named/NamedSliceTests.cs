namespace Causeway.Tests.Named;

/// <summary>The thin end-to-end path: two processes, each mechanism of the ground once.</summary>
public sealed class NamedSliceTests : IDisposable
{
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Events_TwoProcesses_TakeTurns()
    {
        using var ping = NamedEvent.Create("ping", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        using var pong = NamedEvent.Create("pong", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        using var peer = Peer.StartDotnet(Ponger, _domain.Path);
        for (int i = 0; i < 1000; i++)
        {
            ping.Set();
            Assert.True(pong.WaitOne());
        }

        peer.ExpectSuccess();
    }

    internal static void Ponger(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        using var ping = NamedEvent.OpenExisting("ping", domain);
        using var pong = NamedEvent.OpenExisting("pong", domain);
        for (int i = 0; i < 1000; i++)
        {
            ping.WaitOne();
            pong.Set();
        }
    }

    [Fact]
    public async Task Events_Awaited_TakeTurns()
    {
        using var ping = NamedEvent.Create("ping", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        using var pong = NamedEvent.Create("pong", initialState: false, EventResetMode.AutoReset, _domain.Domain);
        using var peer = Peer.StartDotnet(PongerAsync, _domain.Path);
        for (int i = 0; i < 1000; i++)
        {
            ping.Set();
            Assert.True(await pong.WaitOneAsync());
        }

        peer.ExpectSuccess();
    }

    internal static async Task PongerAsync(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        using var ping = NamedEvent.OpenExisting("ping", domain);
        using var pong = NamedEvent.OpenExisting("pong", domain);
        ping.InlineContinuations = true;
        for (int i = 0; i < 1000; i++)
        {
            await ping.WaitOneAsync();
            pong.Set();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mutex_OwnerKilledWhileAnotherWaits_ItIsTold(bool asynchronous)
    {
        using var mutex = NamedMutex.Create("mutex", _domain.Domain);
        using var @lock = NamedLock.Create("lock", _domain.Domain);
        using var semaphore = NamedSemaphore.Create("semaphore", 3, 3, domain: _domain.Domain);
        using var peer = Peer.StartDotnet(Holder, _domain.Path);
        peer.Expect("held");
        Assert.Equal(0, semaphore.CurrentCount);
        Assert.False(@lock.WaitOne(TimeSpan.Zero));
        Task<bool> died = asynchronous
            ? Task.Run(async () => (await @lock.AcquireAsync()).PreviousOwnerDied)
            : OwnThread.Start(() => mutex.Enter().PreviousOwnerDied);
        while (Waits(asynchronous ? "lock" : "mutex") == 0)
            await Task.Yield();

        peer.Process.Kill();

        Assert.True(await died);
        Assert.True(semaphore.WaitOne(TimeSpan.Zero));
        Assert.Equal(2, semaphore.CurrentCount);
    }

    private int Waits(string name)
    {
        using FileStream file = new(Path.Combine(_domain.Path, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> waiting = stackalloc byte[8];
        file.Position = Causeway.Domains.ObjectLayout.Cells + Causeway.Domains.ObjectLayout.WaitingIn;
        file.ReadExactly(waiting);
        return (int)BitConverter.ToUInt32(waiting);
    }

    internal static void Holder(string[] arguments)
    {
        Domain domain = Domain.Open(arguments[0]);
        var mutex = NamedMutex.OpenExisting("mutex", domain);
        var @lock = NamedLock.OpenExisting("lock", domain);
        var semaphore = NamedSemaphore.OpenExisting("semaphore", domain);
        mutex.WaitOne();
        @lock.WaitOne();
        for (int i = 0; i < 3; i++)
            semaphore.WaitOne();
        Console.WriteLine("held");
        Console.ReadLine();
    }
}
