using Causeway.Tests;

namespace Causeway.Inspection.Tests.Changes;

/// <summary>What comes and goes in folders, told without waiting for the next look: here that comes in an hour.</summary>
public sealed class FolderWatchTests : IAsyncLifetime
{
    private const int Many = 300;
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(60);

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly TestDirectory _directory = new();
    private readonly CancellationTokenSource _end = new(s_watchdog);
    private readonly string _domain;
    private readonly IAsyncEnumerator<InspectionChange> _changes;

    public FolderWatchTests()
    {
        _domain = $"/dev/shm/causeway-watched-{_id}";
        InspectionOptions options = new()
        {
            Kinds = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.PosixQueue, IpcKind.Domain, IpcKind.Fifo, IpcKind.Socket),
            Details = InspectionDetails.Mappings,
            Directories = [_directory.Root],
        };
        _changes = Inspector.WatchAsync(options, s_hour, _end.Token).GetAsyncEnumerator();
    }

    /// <summary>The first change that is told says that the watch has begun, and the first look been taken.</summary>
    public async Task InitializeAsync()
    {
        Task<bool> first = _changes.MoveNextAsync().AsTask();
        for (int n = 0; !first.IsCompleted; n++)
        {
            string path = $"/dev/shm/begin-{n}-{_id}";
            File.WriteAllText(path, "");
            File.Delete(path);
            await Task.WhenAny(first, Task.Delay(20));
        }

        Assert.True(await first);
    }

    public async Task DisposeAsync()
    {
        await _changes.DisposeAsync();
        _directory.Dispose();
        _end.Dispose();
        if (Directory.Exists(_domain))
            Directory.Delete(_domain, recursive: true);
    }

    [Fact]
    public async Task WatchAsync_CreatedAndRemoved_IsTold()
    {
        using (PosixSharedMemory memory = PosixSharedMemory.Create($"/memory-{_id}", 4096))
            Assert.Equal((InspectionChangeKind.ObjectAppeared, 4096L), await NextOf($"/memory-{_id}", static one => ((MemoryObject)one).Bytes!.Value));
        PosixSharedMemory.Delete($"/memory-{_id}");
        await AwaitGone($"/memory-{_id}");
        using (PosixMessageQueue queue = PosixMessageQueue.Create($"/queue-{_id}"))
            Assert.Equal((InspectionChangeKind.ObjectAppeared, IpcKind.PosixQueue), await NextOf($"/queue-{_id}", static one => one.Kind));
        PosixMessageQueue.Delete($"/queue-{_id}");
        await AwaitGone($"/queue-{_id}");
    }

    [Fact]
    public async Task WatchAsync_NewDomainAndNewFolder_AreWatchedToo()
    {
        Domain domain = Domain.Open(_domain, new DomainOptions { CreateIfMissing = true });
        NamedMutex.Create("mutex", domain).Dispose();
        Assert.Equal((InspectionChangeKind.ObjectAppeared, IpcKind.Domain), await NextOf($"{_domain}/mutex", static one => one.Kind));
        domain.Delete("mutex");
        await AwaitGone($"{_domain}/mutex");

        string folder = Directory.CreateDirectory(_directory.PathOf("a/b/c")).FullName;
        Fifo.Create($"{folder}/fifo");
        Assert.Equal((InspectionChangeKind.ObjectAppeared, IpcKind.Fifo), await NextOf($"{folder}/fifo", static one => one.Kind));
        using (UnixSocketListener.Listen(UnixSocketAddress.FromPath($"{folder}/socket"), UnixSocketType.Stream))
            Assert.Equal((InspectionChangeKind.ObjectAppeared, IpcKind.Socket), await NextOf($"{folder}/socket", static one => one.Kind));
        await AwaitGone($"{folder}/socket");
        Directory.Move(folder, _directory.PathOf("elsewhere"));
        Assert.Equal((InspectionChangeKind.ObjectChanged, IpcKind.Fifo), await NextOf(_directory.PathOf("elsewhere/fifo"), static one => one.Kind));
        File.Delete(_directory.PathOf("elsewhere/fifo"));
        await AwaitGone(_directory.PathOf("elsewhere/fifo"));
    }

    [Fact]
    public async Task WatchAsync_GoneAtOnce_AreAllTold()
    {
        HashSet<string> expected = [];
        for (int n = 0; n < Many; n++)
        {
            string name = $"/short-{n}-{_id}";
            PosixSemaphore.Create(name, 1).Dispose();
            PosixSemaphore.Delete(name);
            expected.Add(name);
        }

        HashSet<string> gone = [.. expected];
        while (gone.Count > 0)
        {
            InspectionChange change = await Next(static _ => true);
            if (change.Kind == InspectionChangeKind.ObjectAppeared)
                expected.Remove(change.Object!.Name!);
            if (change.Kind == InspectionChangeKind.ObjectGone)
                gone.Remove(change.Object!.Name!);
        }

        Assert.Empty(expected);
    }

    [Fact]
    public async Task WatchAsync_NameRemovedWhileOpen_IsNotGoneBeforeTheLastDescriptor()
    {
        using (new FileStream($"/dev/shm/held-{_id}", FileMode.CreateNew))
        {
            Assert.Equal(InspectionChangeKind.ObjectAppeared, (await NextOf($"/held-{_id}", static one => one.Kind)).Kind);
            PosixSharedMemory.Delete($"/held-{_id}");
            InspectionChange removed = await Next(one => one.Object?.Name == $"/held-{_id}" && one.Kind != InspectionChangeKind.EndAppeared);
            Assert.Equal((InspectionChangeKind.ObjectChanged, true), (removed.Kind, ((MemoryObject)removed.Object!).IsDeleted));
        }

        // Nothing tells of that but a look, which any other event brings.
        File.WriteAllText($"/dev/shm/other-{_id}", "");
        File.Delete($"/dev/shm/other-{_id}");
        await AwaitGone($"/held-{_id}");
    }

    private async Task<(InspectionChangeKind Kind, T Value)> NextOf<T>(string name, Func<IpcObject, T> value)
    {
        InspectionChange change = await Next(one => one.Object?.Name == name && one.End is null);
        return (change.Kind, value(change.Object!));
    }

    private async Task AwaitGone(string name) => await Next(one => one.Kind == InspectionChangeKind.ObjectGone && one.Object!.Name == name);

    private async Task<InspectionChange> Next(Func<InspectionChange, bool> isIt)
    {
        while (await _changes.MoveNextAsync())
        {
            if (isIt(_changes.Current))
                return _changes.Current;
        }

        throw new InvalidOperationException("the watch ended");
    }
}
