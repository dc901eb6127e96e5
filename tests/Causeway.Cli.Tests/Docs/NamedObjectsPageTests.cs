using Causeway.Samples.Docs;
using DomainsPage = Causeway.Samples.Docs.Domains;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/domains.md, named-objects.md and the pages of the named objects does what those say.</summary>
public sealed class NamedObjectsPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-docs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Domains_Examples_DoWhatTheySay()
    {
        using (NamedLock orders = DomainsPage.OpenInDomain(_directory.FullName))
            Assert.Equal("orders", orders.Name);
        Domain domain = Domain.Open(_directory.FullName);
        DomainsPage.Show(domain);
        DomainsPage.TakeAway(domain);
        NamedObjectPages.OwnDomain(_directory.FullName);
        Assert.Equal("index", Assert.Single(domain.List()).Name);
        NamedObjectPages.CleanUp(domain);
        Assert.Empty(domain.List());
        AssertDeathIsTold(domain);

        Assert.Equal(1001, NamedMemoryPage.CountTogether(domain));
        Assert.Equal(1002, NamedMemoryPage.CountTogether(domain));
        string path = Path.Combine(_directory.FullName, ".file");
        File.WriteAllBytes(path, [1, 2, 7]);
        Assert.Equal(7, await NamedMemoryPage.LoadAsync(path, domain, CancellationToken.None));
    }

    private static void AssertDeathIsTold(Domain domain)
    {
        using NamedLock jobs = NamedLock.Create("jobs", domain);
        using (Peer peer = Peer.StartDotnet(Hold, domain.Path))
            peer.Expect("held");
        int repaired = 0;
        NamedObjectPages.Told(jobs, () => repaired++);
        NamedObjectPages.Told(jobs, () => repaired++);
        Assert.Equal(1, repaired);
    }

    private static void Hold(string[] arguments)
    {
        using NamedLock jobs = NamedLock.OpenExisting("jobs", Domain.Open(arguments[0]));
        jobs.WaitOne();
        Console.WriteLine("held");
        Console.ReadLine();
    }

    [Fact]
    public void NamedObjects_ExamplesInADomainOfTheEnvironment_DoWhatTheySay()
    {
        ChildProcessOptions options = Peer.DotnetOptions(RunAllAsync);
        options.Environment["CAUSEWAY_DOMAIN"] = _directory.FullName;
        using Peer peer = Peer.Start(options);
        peer.Expect("ready");
        peer.Expect("work work produce consume ready work phases 30 work");
        peer.ExpectSuccess();
        Assert.Equal(["index", "items", "name", "ready", "round", "running", "slots", "stop", "table"],
            Domain.Open(_directory.FullName).List().Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    private static async Task RunAllAsync(string[] arguments)
    {
        List<string> done = [];
        NamedObjectPages.Mutex(() => done.Add("repair"), () => done.Add("work"));
        NamedObjectPages.Semaphore(() => done.Add("work"));
        NamedObjectPages.Items(() => done.Add("produce"), () => done.Add("consume"));
        await SayReadyAsync();
        await NamedObjectPages.LockAsync(() => DoAsync("work"), CancellationToken.None);
        int phases = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(
            () => NamedObjectPages.Phases(_ => Interlocked.Increment(ref phases)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        done.Add($"phases {phases}");
        NamedObjectPages.Countdown(() => done.Add("work"));
        await ReadOrStopAsync();
        Console.WriteLine(string.Join(' ', done));

        async Task SayReadyAsync()
        {
            using NamedEvent ready = NamedEvent.OpenOrCreate("ready", initialState: true, EventResetMode.ManualReset);
            await NamedObjectPages.EventAsync(CancellationToken.None);
            done.Add("ready");
        }

        Task DoAsync(string what)
        {
            done.Add(what);
            return Task.CompletedTask;
        }
    }

    private static async Task ReadOrStopAsync()
    {
        using NamedEvent stop = NamedEvent.Create("stop", initialState: false, EventResetMode.ManualReset);
        using NamedReaderWriterLock table = NamedReaderWriterLock.Create("table");
        Assert.Equal(1, NamedObjectPages.Several(stop, table));
        bool refreshed = false;
        await NamedObjectPages.ReadAndWriteAsync(table, () => Task.FromResult(true), () => Task.FromResult(refreshed = true));
        Assert.True(refreshed);
        stop.Set();
        Assert.Equal(0, NamedObjectPages.Several(stop, table));
    }
}
