namespace Causeway.Tests.Named;

/// <summary>Who waits is served, however busy others are. Nothing here measures time: who starves is ended by the watchdog.</summary>
public sealed class NamedFairnessTests : IDisposable
{
    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task BusyProcesses_DoNotStarveWhoWaits(int units)
    {
        using var semaphore = NamedSemaphore.Create("semaphore", units, units, domain: _domain.Domain);
        using var first = Peer.StartDotnet(TakeAndGive, _domain.Path);
        using var second = Peer.StartDotnet(TakeAndGive, _domain.Path);
        first.Expect("busy");
        second.Expect("busy");
        for (int i = 0; i < 200; i++)
        {
            Assert.True(semaphore.WaitOne());
            semaphore.Release();
            Assert.True(await semaphore.WaitOneAsync());
            semaphore.Release();
        }

        first.CloseInput();
        second.CloseInput();
        first.ExpectSuccess();
        second.ExpectSuccess();
        Assert.Equal(units, semaphore.CurrentCount);
    }

    internal static void TakeAndGive(string[] arguments)
    {
        using var semaphore = NamedSemaphore.OpenExisting("semaphore", Domain.Open(arguments[0]));
        Task end = Task.Run(Console.In.ReadToEnd);
        Console.WriteLine("busy");
        while (!end.IsCompleted)
        {
            semaphore.WaitOne();
            semaphore.Release();
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
