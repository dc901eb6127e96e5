using Causeway.Domains;
using Causeway.Tests.Named;
using Causeway.Waiting;

namespace Causeway.Tests.Domains;

/// <summary>What a collection takes away, and what it leaves.</summary>
public sealed class DomainCollectTests : IDisposable
{
    private readonly TestDomain _domain = new();

    private Domain Domain => _domain.Domain;

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void Collect_TakesWhatOnlyTheDeadHold_AndNothingElse()
    {
        int before = _domain.CountOpen();
        using (Participant entered = new(Domain, "entered", 1), holding = new(Domain, "holding", 126), waiting = new(Domain, "waiting", 2), unsettled = new(Domain, "unsettled", 7))
        {
            entered.Enter(1);
            holding.Enter(0, held: 1);
            waiting.Enter(0, waiting: 1);
            unsettled.LeaveUnsettled(held: 1, stamp: 5);
        }

        // As by a creator that was killed before it had a cell.
        ObjectFile.Create(Domain, "unused", TestDomain.Semaphore()).Dispose();
        using (Participant orderly = new(Domain, "left in good order", 1))
        {
            orderly.Enter(3, held: 1);
            orderly.Enter(0);
        }

        using Participant alive = new(Domain, "alive and dead", 1);
        using (Participant dead = new(Domain, "alive and dead", 2))
            dead.Enter(5, held: 1);
        using Participant joining = new(Domain, "joining", 126);
        using (Participant dead = new(Domain, "joining", 1))
            dead.Enter(5);
        File.WriteAllText(_domain.PathOf("no object"), "");
        Directory.CreateDirectory(_domain.PathOf("directory"));

        Assert.Equal((0, 1), (Domain.Find("unused")!.Details!.JoinedSoFar, Domain.Find("entered")!.Details!.JoinedSoFar));
        DomainCollection collected = Domain.Collect();

        Assert.Equal(["entered", "holding", "unsettled", "unused", "waiting"], collected.Objects);
        Assert.Equal(0, collected.Doorbells);
        Assert.Equal(["alive and dead", "directory", "joining", "left in good order", "no object"], _domain.Files());
        Assert.Empty(Domain.Collect().Objects);
        Assert.Equal(before + 2, _domain.CountOpen());
    }

    [Fact]
    public void Collect_ProcessKilled_ItsObjectGoes_AndWhoHadItOpenFindsTheMark()
    {
        using (Peer peer = Peer.StartDotnet(TakePartInPeer, _domain.Path))
        {
            peer.Expect("in");
            Assert.False(Domain.Collect("a"));
        }

        using ObjectFile early = ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore);
        Assert.False(early.IsCollected);
        Assert.False(early.AwaitRemoval());
        Assert.True(Domain.Collect("a"));
        Assert.False(Domain.Collect("a"));

        Assert.True(early.IsCollected);
        using ObjectFile next = ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out bool createdNew);
        Assert.True(createdNew && !next.IsCollected);
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    public void Collect_SomebodyDiedInIt_GoesOnlyIfTheLastUserDied(bool deathIsNoticed, bool leftInGoodOrder, bool goes)
    {
        using (Peer dead = Peer.StartDotnet(HoldInPeer, _domain.Path))
            dead.Expect("in");
        using (var semaphore = NamedSemaphore.OpenExisting("a", Domain))
            Assert.Equal(deathIsNoticed, deathIsNoticed && semaphore.WaitOne());
        if (!leftInGoodOrder)
        {
            using Peer last = Peer.StartDotnet(HoldInPeer, _domain.Path);
            last.Expect("in");
        }

        Assert.Equal(goes ? ["a"] : [], Domain.Collect().Objects);
    }

    [Fact]
    public void FirstOpens_BesideCollectors_KeepTheirDoorbells()
    {
        using CancellationTokenSource ended = new();
        Task<int> collecting = OwnThread.Start(() =>
        {
            int removed = 0;
            while (!ended.IsCancellationRequested)
                removed += Domain.Collect().Doorbells;
            return removed;
        });
        for (int round = 0; round < 300; round++)
        {
            using var opened = NamedSemaphore.OpenOrCreate("a", 1, domain: Domain);
            Assert.True(File.Exists(_domain.PathOf(OwnDoorbell.NameOf(opened.Shared.Doorbells.Own.Id))));
        }

        ended.Cancel();
        collecting.GetAwaiter().GetResult();
        Assert.Equal(["a"], _domain.Files());
    }

    [Fact]
    public async Task Open_ACollectorHasTheObject_OthersOfTheProcessAreOpenedMeanwhile()
    {
        using ObjectFile collector = ObjectFile.Create(Domain, "a", TestDomain.Semaphore());
        Assert.True(OfdLock.TryAcquire(collector.Descriptor, collector.Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes));
        Task<NamedSemaphore> waiting = OwnThread.Start(() => NamedSemaphore.OpenExisting("a", Domain));
        while (BlockedThread.CountIn(Sys.LibC.SYS_fcntl) == 0)
            await Task.Yield();

        using (var other = NamedSemaphore.Create("b", 1, domain: Domain))
            Assert.True(other.WaitOne(0));
        Assert.False(waiting.IsCompleted);

        OfdLock.Release(collector.Descriptor, collector.Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes);
        (await waiting).Dispose();
    }

    [Fact]
    public void Open_CollectorKilledBeforeItUnlinked_TheNameIsTakenAwayThen()
    {
        using (Participant dead = new(Domain, "a", 1))
            dead.Enter(1);
        Mark("a");
        Assert.True(Domain.Find("a")!.Details!.IsCollected);

        Assert.Null(ObjectFile.TryOpen(Domain, "a", NamedObjectKind.Semaphore));
        Assert.Empty(_domain.Files());
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();
        Mark("a");
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();
        Mark("a");
        using ObjectFile fresh = ObjectFile.OpenOrCreate(Domain, "a", TestDomain.Semaphore(), out bool createdNew);
        Assert.True(createdNew);
    }

    [Fact]
    public async Task Open_CollectorTakesItsMarkBack_OpensTheObject()
    {
        using ObjectFile collector = ObjectFile.Create(Domain, "a", TestDomain.Semaphore());
        Assert.True(OfdLock.TryAcquire(collector.Descriptor, collector.Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes));
        Mark("a");
        Task<ObjectFile?> opening = OwnThread.Start(() => ObjectFile.TryOpen(Domain, "a", NamedObjectKind.Semaphore));
        while (BlockedThread.CountIn(Sys.LibC.SYS_fcntl) == 0)
            await Task.Yield();
        Assert.False(opening.IsCompleted);

        // As one that was not allowed to remove the name.
        TestDomain.Mark(_domain.PathOf("a"), collected: false);
        OfdLock.Release(collector.Descriptor, collector.Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes);

        using ObjectFile? opened = await opening;
        Assert.Equal(collector.Id, opened?.Id);
        Assert.Equal(["a"], _domain.Files());
    }

    [Fact]
    public void Collect_NameGivenToAnotherObjectMeanwhile_ThatStays()
    {
        using (Participant dead = new(Domain, "a", 1))
            dead.Enter(1);
        using ObjectFile old = ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore);
        Domain.Delete("a");
        ObjectFile.Create(Domain, "a", TestDomain.Semaphore()).Dispose();
        using SafeFileDescriptor directory = Domain.OpenDirectory();

        Assert.False(old.TryCollect(directory));

        Assert.Equal(["a"], _domain.Files());
    }

    [Fact]
    public async Task AwaitRemoval_ACollectorHasAllCells_WaitsForIt()
    {
        using ObjectFile file = ObjectFile.Create(Domain, "a", TestDomain.Semaphore());
        using ObjectFile collector = ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore);
        Assert.True(OfdLock.TryAcquire(collector.Descriptor, collector.Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes));
        Assert.False(OfdLock.TryAcquire(file.Descriptor, file.Path, ObjectLayout.LockBytes + 3, 1));
        Assert.Empty(Domain.Find("a")!.Details!.Participants);
        var waiting = Task.Factory.StartNew(file.AwaitRemoval, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        BlockedThread.WaitUntilIn(Sys.LibC.SYS_fcntl, file.Descriptor.Number);

        OfdLock.Release(collector.Descriptor, collector.Path, ObjectRemoval.Byte, ObjectRemoval.AllBytes);

        Assert.True(await waiting);
        Assert.True(OfdLock.TryAcquire(file.Descriptor, file.Path, ObjectLayout.LockBytes + 3, 1));
    }

    [Fact]
    public void Collect_DoorbellsOfTheDead_AndUnfinishedFiles_Go()
    {
        Fifo.Create(_domain.PathOf(".bell-00000000000000aa"));
        Fifo.Create(_domain.PathOf(".bell-00000000000000bb"));
        File.WriteAllText(_domain.PathOf(".bell-no fifo"), "");
        File.WriteAllText(_domain.PathOf(".causeway-new-1-dead"), "unfinished");
        File.WriteAllText(_domain.PathOf(".causeway-new-2-begun"), "");
        File.WriteAllText(_domain.PathOf(".causeway-new-3-at-work"), "unfinished");
        using PipeReadEnd reader = Fifo.OpenReader(_domain.PathOf(".bell-00000000000000bb"), FifoOpen.NoWait);
        using SafeFileDescriptor working = new(Sys.LibC.open(_domain.PathOf(".causeway-new-3-at-work"), Sys.LibC.O_RDWR | Sys.LibC.O_CLOEXEC, 0));
        Assert.True(OfdLock.TryAcquire(working, "", DomainRemains.UnfinishedByte, 1));

        Assert.Equal(2, Domain.Collect().Doorbells);
        Assert.Equal([".bell-00000000000000bb", ".bell-no fifo", ".causeway-new-2-begun", ".causeway-new-3-at-work"], _domain.Files());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_UntilItHasItsName_IsNotTakenForAbandoned(bool unnamed)
    {
        bool usual = WholeFile.UsesUnnamedFiles;
        try
        {
            WholeFile.UsesUnnamedFiles = unnamed;
            using ObjectFile file = ObjectFile.Create(Domain, "a", TestDomain.Semaphore());

            // Its lock is gone with the name: another may have it.
            using ObjectFile second = ObjectFile.Open(Domain, "a", NamedObjectKind.Semaphore);
            Assert.True(OfdLock.TryAcquire(second.Descriptor, "", DomainRemains.UnfinishedByte, 1));
        }
        finally
        {
            WholeFile.UsesUnnamedFiles = usual;
        }
    }

    private static void HoldInPeer(string[] arguments)
    {
        using var semaphore = NamedSemaphore.OpenOrCreate("a", 1, 1, domain: Domain.Open(arguments[0]));
        semaphore.WaitOne();
        Console.WriteLine("in");
        Console.ReadLine();
    }

    private static void TakePartInPeer(string[] arguments)
    {
        using Participant one = new(Domain.Open(arguments[0]), "a", 5);
        one.Enter(Environment.ProcessId, held: 2);
        Console.WriteLine("in");
        Console.ReadLine();
    }

    private void Mark(string name) => TestDomain.Mark(_domain.PathOf(name));
}
