namespace Causeway.Tests.Named;

/// <summary>Who waits is served, however busy others are. Nothing here measures time: who starves is ended by the watchdog.</summary>
public sealed class NamedFairnessTests : IDisposable
{
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Theory]
    [InlineData("one unit")]
    [InlineData("two units")]
    [InlineData("lock")]
    [InlineData("event")]
    [InlineData("written")]
    public async Task BusyProcesses_DoNotStarveWhoWaits(string name)
    {
        (NamedWaitHandle handle, Action give, IDisposable opened) = Open(name, _domain.Domain);
        using var first = Peer.StartDotnet(TakeAndGive, name, _domain.Path);
        using var second = Peer.StartDotnet(TakeAndGive, name, _domain.Path);
        first.Expect("busy");
        second.Expect("busy");
        for (int i = 0; i < 200; i++)
        {
            Assert.True(handle.WaitOne());
            give();
            Assert.True(await handle.WaitOneAsync());
            give();
        }

        first.CloseInput();
        second.CloseInput();
        first.ExpectSuccess();
        second.ExpectSuccess();
        Assert.True(handle.WaitOne(0));
        opened.Dispose();
    }

    internal static void TakeAndGive(string[] arguments)
    {
        (NamedWaitHandle handle, Action give, IDisposable opened) = Open(arguments[0], Domain.Open(arguments[1]));
        Task end = Task.Run(Console.In.ReadToEnd);
        Console.WriteLine("busy");
        while (!end.IsCompleted)
        {
            handle.WaitOne();
            give();
        }

        opened.Dispose();
    }

    private static (NamedWaitHandle Handle, Action Give, IDisposable Opened) Open(string name, Domain domain)
    {
        switch (name)
        {
            case "lock":
                var @lock = NamedLock.OpenOrCreate(name, domain);
                return (@lock, @lock.Release, @lock);
            case "event":
                var @event = NamedEvent.OpenOrCreate(name, initialState: true, EventResetMode.AutoReset, domain);
                return (@event, @event.Set, @event);
            case "written":
                var written = NamedReaderWriterLock.OpenOrCreate(name, domain: domain);
                return (written.WriteSide, written.ExitWrite, written);
            default:
                int units = name == "one unit" ? 1 : 2;
                var semaphore = NamedSemaphore.OpenOrCreate(name, units, units, domain: domain);
                return (semaphore, () => semaphore.Release(), semaphore);
        }
    }

    [Fact]
    public void BusyThreads_DoNotStarveOneOfTheirProcess()
    {
        using var mutex = NamedMutex.Create("mutex", _domain.Domain);
        bool end = false;
        Thread[] busy = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref end))
            {
                mutex.WaitOne();
                mutex.Release();
            }
        }))];
        Array.ForEach(busy, static one => one.Start());
        for (int i = 0; i < 200; i++)
        {
            mutex.WaitOne();
            mutex.Release();
        }

        Volatile.Write(ref end, true);
        Array.ForEach(busy, static one => one.Join());
    }
}
