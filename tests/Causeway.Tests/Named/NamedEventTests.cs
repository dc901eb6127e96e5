namespace Causeway.Tests.Named;

public sealed class NamedEventTests : IDisposable
{
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    private NamedEvent Create(EventResetMode mode, bool set = false) => NamedEvent.Create("event", set, mode, _domain.Domain);

    [Fact]
    public void Manual_StaysSet_UntilReset()
    {
        using NamedEvent manual = Create(EventResetMode.ManualReset);
        Assert.False(manual.WaitOne(0));
        manual.Set();
        manual.Set();
        Assert.True(manual.WaitOne(0));
        Assert.True(manual.WaitOne(0));
        manual.Reset();
        Assert.False(manual.IsSet);
        Assert.False(manual.WaitOne(0));
    }

    [Fact]
    public void Automatic_OneWaitResetsIt()
    {
        using NamedEvent automatic = Create(EventResetMode.AutoReset, set: true);
        Assert.Equal(EventResetMode.AutoReset, automatic.Mode);
        automatic.Set();
        Assert.True(automatic.WaitOne(0));
        Assert.False(automatic.WaitOne(0));
    }

    [Fact]
    public async Task Manual_Set_WakesEverybody()
    {
        using NamedEvent manual = Create(EventResetMode.ManualReset);
        using var peer = Peer.StartDotnet(WaitThrice, _domain.Path);
        Task<bool>[] waits = [.. Enumerable.Range(0, 3).Select(_ => manual.WaitOneAsync().AsTask())];
        await ObjectBytes.UntilWaitersAsync(_domain, "event", 6);

        manual.Set();

        await Task.WhenAll(waits);
        peer.ExpectSuccess();
        Assert.Equal(0, ObjectBytes.Waiters(_domain, "event"));
    }

    internal static async Task WaitThrice(string[] arguments)
    {
        using var manual = NamedEvent.OpenExisting("event", Domain.Open(arguments[0]));
        Task<bool> thread = OwnThread.Start(() => manual.WaitOne());
        await Task.WhenAll(thread, manual.WaitOneAsync().AsTask(), manual.WaitOneAsync().AsTask());
    }

    [Fact]
    public async Task Automatic_WaiterKilledAfterItWasWoken_LeavesTheSignalToTheNext()
    {
        using NamedEvent automatic = Create(EventResetMode.AutoReset);
        using var stopped = Peer.StartDotnet(WaitOnce, _domain.Path);
        await ObjectBytes.UntilWaitersAsync(_domain, "event", 1);
        stopped.Process.TrySendSignal(Signal.Stop);
        await ObjectBytes.UntilStoppedAsync(stopped.Process.Id);
        var next = automatic.WaitOneAsync().AsTask();

        // Meant for the one that is stopped, which waits longer.
        automatic.Set();
        stopped.Process.Kill();

        Assert.True(await next);
        Assert.False(automatic.IsSet);
    }

    internal static void WaitOnce(string[] arguments) => NamedEvent.OpenExisting("event", Domain.Open(arguments[0])).WaitOne();

    [Fact]
    public void RandomCalls_AgreeWithAReference()
    {
        foreach (EventResetMode mode in (EventResetMode[])[EventResetMode.AutoReset, EventResetMode.ManualReset])
        {
            Random random = new(TestLoad.Seed);
            using NamedEvent named = NamedEvent.Create($"event-{mode}", initialState: false, mode, _domain.Domain);
            using EventWaitHandle reference = new(initialState: false, mode);
            for (int i = 0; i < 10_000; i++)
            {
                switch (random.Next(3))
                {
                    case 0:
                        named.Set();
                        reference.Set();
                        break;
                    case 1:
                        named.Reset();
                        reference.Reset();
                        break;
                    default:
                        Assert.Equal(reference.WaitOne(0), named.WaitOne(0));
                        break;
                }
            }
        }
    }

    [Fact]
    public void SetAndWait_AllocateNothing()
    {
        using NamedEvent automatic = Create(EventResetMode.AutoReset);
        Assert.Equal(0, Allocations.Least(1000, () =>
        {
            automatic.Set();
            automatic.WaitOne();
        }));
    }
}
