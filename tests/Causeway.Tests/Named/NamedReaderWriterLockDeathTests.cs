namespace Causeway.Tests.Named;

/// <summary>Holders and waiters that die, stop or leave.</summary>
public sealed class NamedReaderWriterLockDeathTests : IDisposable
{
    private static readonly TimeSpan s_now = TimeSpan.Zero;
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    private NamedReaderWriterLock Create(NamedReaderWriterPreference preference = NamedReaderWriterPreference.Writers) =>
        NamedReaderWriterLock.Create("rw", preference, _domain.Domain);

    private bool Reads(NamedReaderWriterLock @lock)
    {
        if (!@lock.ReadSide.WaitOne(s_now))
            return false;
        @lock.ExitRead();
        return true;
    }

    private bool Writes(NamedReaderWriterLock @lock)
    {
        if (!@lock.WriteSide.WaitOne(s_now))
            return false;
        @lock.ExitWrite();
        return true;
    }

    [Fact]
    public async Task Dispose_WhileWaiting_EndsWaitsAndGivesBack()
    {
        NamedReaderWriterLock @lock = Create();
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        peer.Expect("ready");
        NamedUpgradeableReadScope held = @lock.EnterUpgradeableRead();
        @lock.ReadSide.WaitOne();
        Task<NamedWriteScope> upgrade = held.UpgradeAsync().AsTask();
        var writer = Task.Run(() => @lock.EnterWrite());
        await ObjectBytes.UntilWaitersAsync(_domain, "rw", 2);
        @lock.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => upgrade);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer);
        Assert.Throws<ObjectDisposedException>(() => @lock.ReadSide.WaitOne(s_now));
        Assert.Throws<ObjectDisposedException>(@lock.ExitRead);
        peer.Send("write");
        peer.Expect("in");
    }

    [Theory]
    [InlineData("write", true)]
    [InlineData("read", false)]
    [InlineData("upgradeable", false)]
    [InlineData("upgraded", true)]
    public async Task Holder_Killed_EverythingReturns(string how, bool told)
    {
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Readers);
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        peer.Expect("ready");
        peer.Send(how);
        peer.Expect("in");
        Assert.False(Writes(@lock));
        Task<NamedWriteScope> waits = @lock.EnterWriteAsync().AsTask();
        await ObjectBytes.UntilWaitersAsync(_domain, "rw", 1);
        peer.Process.Kill();
        NamedWriteScope writing = await waits;
        Assert.Equal(told, writing.PreviousOwnerDied);
        writing.Dispose();
        using NamedReadScope reading = @lock.EnterRead(s_now);
        Assert.False(reading.PreviousOwnerDied);
    }

    [Fact]
    public void WriterKilled_ReaderIsTold()
    {
        using NamedReaderWriterLock @lock = Create();
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        peer.Expect("ready");
        peer.Send("write");
        peer.Expect("in");
        peer.Process.Kill();
        using NamedReadScope first = @lock.EnterRead();
        using NamedReadScope second = @lock.EnterRead();
        Assert.True(first.PreviousOwnerDied);
        Assert.False(second.PreviousOwnerDied);
    }

    [Theory]
    [InlineData("read", null, true)]
    [InlineData("upgradeable", null, true)]
    [InlineData("read", "leave", false)]
    [InlineData("upgraded", null, true)]
    public void ReaderThatWasTold_KilledToo_TheNextIsTold(string how, string? before, bool told)
    {
        using NamedReaderWriterLock @lock = Create();
        Kill("write");
        Kill(how, before);
        using (NamedWriteScope first = @lock.EnterWrite())
            Assert.Equal(told, first.PreviousOwnerDied);
        using (NamedReadScope second = @lock.EnterRead())
            Assert.False(second.PreviousOwnerDied);

        void Kill(params string?[] orders)
        {
            using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
            peer.Expect("ready");
            foreach (string order in orders.OfType<string>())
            {
                peer.Send(order);
                peer.Expect(order == "leave" ? "left" : "in");
            }
        }
    }

    [Fact]
    public async Task WriterThatWaits_Killed_ReadersComeIn()
    {
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Writers);
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        peer.Expect("ready");
        @lock.ReadSide.WaitOne();
        peer.Send("write");
        while (Reads(@lock))
            await Task.Yield();
        Task<NamedReadScope> waits = @lock.EnterReadAsync().AsTask();
        peer.Process.Kill();
        (await waits).Dispose();
    }

    [Fact]
    public async Task UpgraderThatWaits_Killed_ReadersComeIn()
    {
        using NamedReaderWriterLock @lock = Create();
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        peer.Expect("ready");
        peer.Send("upgradeable");
        peer.Expect("in");
        @lock.ReadSide.WaitOne();
        peer.Send("upgrade");
        while (Reads(@lock))
            await Task.Yield();
        Task<NamedReadScope> waits = @lock.EnterReadAsync().AsTask();
        peer.Process.Kill();
        (await waits).Dispose();
        Assert.True(@lock.UpgradeableReadSide.WaitOne(s_now));
    }

    [Fact]
    public async Task Reader_Stopped_HoldsOnlyItsShare()
    {
        using NamedReaderWriterLock @lock = Create(NamedReaderWriterPreference.Readers);
        using Peer peer = Peer.StartDotnet(Obey, _domain.Path);
        peer.Expect("ready");
        peer.Send("read");
        peer.Expect("in");
        peer.Process.TrySendSignal(Signal.Stop);
        await ObjectBytes.UntilStoppedAsync(peer.Process.Id);
        for (int i = 0; i < 100; i++)
            Assert.True(Reads(@lock));
        Assert.False(Writes(@lock));
        Task<NamedWriteScope> waits = @lock.EnterWriteAsync().AsTask();
        peer.Process.TrySendSignal(Signal.Cont);
        peer.Send("leave");
        peer.Expect("left");
        (await waits).Dispose();
    }

    internal static void Obey(string[] arguments)
    {
        using var @lock = NamedReaderWriterLock.OpenExisting("rw", Domain.Open(arguments[0]));
        NamedUpgradeableReadScope upgradeable = default;
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } order)
        {
            switch (order)
            {
                case "read":
                    @lock.EnterRead();
                    break;
                case "write":
                    @lock.EnterWrite();
                    break;
                case "upgradeable":
                    upgradeable = @lock.EnterUpgradeableRead();
                    break;
                case "upgraded":
                    upgradeable = @lock.EnterUpgradeableRead();
                    upgradeable.Upgrade();
                    break;
                case "upgrade":
                    upgradeable.Upgrade();
                    break;
                case "leave":
                    @lock.ExitRead();
                    Console.WriteLine("left");
                    continue;
            }

            Console.WriteLine("in");
        }
    }
}
