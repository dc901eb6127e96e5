using Causeway.Tests.Domains;

namespace Causeway.Tests.Named;

/// <summary>Named memory: one initialiser, whoever dies.</summary>
public sealed class NamedMemoryTests : IDisposable
{
    private const int Bytes = 100_000;
    private const int Words = Bytes / sizeof(int);

    private readonly TestDomain _domain = new();

    private Domain Domain => _domain.Domain;

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void OpenOrCreate_InitialisesOnce_AndEverybodySeesIt()
    {
        int before = _domain.CountOpen();
        int runs = 0;
        using (NamedMemory first = NamedMemory.OpenOrCreate("a", Bytes, memory => memory.Span.Fill((byte)++runs), domain: Domain))
        using (NamedMemory second = NamedMemory.OpenOrCreate("a", 10, memory => memory.Span.Fill((byte)++runs), domain: Domain))
        using (NamedMemory third = NamedMemory.OpenExisting("a", domain: Domain))
        {
            Assert.Equal((1, true, true), (runs, first.WasCreated, first.WasInitializedHere));
            Assert.Equal((false, false, false, false), (second.WasCreated, second.WasInitializedHere, third.WasCreated, third.WasInitializedHere));
            Assert.Equal((Bytes, Bytes, "a"), (second.Length, third.Length, third.Name));
            Assert.False(third.Span.ContainsAnyExcept((byte)1));
            first.GetReference<long>(8) = 12345;
            Assert.Equal(12345, second.GetSpan<long>(0, 2)[1]);
            third.Write(Bytes - 3, "end"u8);
            byte[] end = new byte[3];
            first.Read(Bytes - 3, end);
            Assert.Equal("end"u8, end);
        }

        Assert.Equal(before, _domain.CountOpen());
        using NamedMemory later = NamedMemory.OpenOrCreate("a", Bytes, _ => runs++, domain: Domain);
        Assert.Equal((1, 12345), (runs, later.GetReference<long>(8)));
    }

    [Fact]
    public void Create_WithoutInitialiser_IsZeroedAndReady()
    {
        using NamedMemory memory = NamedMemory.Create("a", Bytes, domain: Domain);
        Assert.False(memory.Span.ContainsAnyExcept((byte)0));
        using NamedMemory other = NamedMemory.OpenOrCreate("a", Bytes, _ => Assert.Fail("initialised"), domain: Domain);

        Assert.True(NamedMemory.TryOpenExisting("a", out NamedMemory? third, Domain));
        third.Dispose();
        Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => NamedMemory.Create("a", 1, domain: Domain)).Errno);
        Assert.False(NamedMemory.TryOpenExisting("b", out _, Domain));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => NamedMemory.OpenExisting("b", domain: Domain)).Errno);
    }

    [Fact]
    public async Task OpenOrCreate_SaysWhoCreated_AndOpenExistingAsyncWhatIsMissing()
    {
        using NamedMemory first = NamedMemory.OpenOrCreate("a", 1, out bool created, domain: Domain);
        using NamedMemory second = NamedMemory.OpenOrCreate("a", 1, out bool again, domain: Domain);
        Assert.True(created && !again);
        using NamedMemory third = await NamedMemory.OpenExistingAsync("a", domain: Domain);
        Assert.Equal(Errno.ENOENT, (await Assert.ThrowsAsync<SyscallException>(async () => await NamedMemory.OpenExistingAsync("b", domain: Domain))).Errno);
    }

    [Fact]
    public void OpenOrCreate_SmallerThanAskedFor_OrOfAnotherKind_IsRefused()
    {
        NamedMemory.Create("a", 100, domain: Domain).Dispose();

        LayoutMismatchException refused = Assert.Throws<LayoutMismatchException>(() => NamedMemory.OpenOrCreate("a", 101, domain: Domain));
        Assert.Contains("100 bytes of memory, less than the 101", refused.Message, StringComparison.Ordinal);
        Assert.Throws<LayoutMismatchException>(() => NamedSemaphore.OpenExisting("a", Domain));
        Assert.Throws<ArgumentOutOfRangeException>("sizeBytes", () => NamedMemory.OpenOrCreate("a", 0, domain: Domain));
        Assert.Throws<ArgumentOutOfRangeException>("sizeBytes", () => NamedMemory.Create("a", long.MaxValue, domain: Domain));
        Assert.Equal(Errno.ENOSPC, Assert.Throws<SyscallException>(() => NamedMemory.Create("b", 1L << 50, domain: Domain)).Errno);
        Assert.Equal(["a"], _domain.Files());
    }

    [Fact]
    public void Initialiser_Throws_TheNextRunsOnZeroedMemory()
    {
        int before = _domain.CountOpen();
        Assert.Throws<NotSupportedException>(() => NamedMemory.OpenOrCreate("a", Bytes, memory =>
        {
            memory.Span.Fill(7);
            throw new NotSupportedException();
        }, domain: Domain));
        Assert.Equal(before, _domain.CountOpen());
        Assert.False(NamedMemory.TryOpenExisting("a", out _, Domain));
        Assert.Throws<TimeoutException>(() => NamedMemory.OpenExisting("a", TimeSpan.Zero, Domain));

        using NamedMemory memory = NamedMemory.OpenOrCreate("a", Bytes, memory => Assert.False(memory.Span.ContainsAnyExcept((byte)0)), domain: Domain);
        Assert.Equal((false, true), (memory.WasCreated, memory.WasInitializedHere));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Initialiser_KilledMidway_TheWaiterRunsItsOwnOnZeroedMemory(bool asynchronous)
    {
        using Peer peer = Peer.StartDotnet(InitialiseForEverInPeer, _domain.Path);
        peer.Expect("initialising");
        Assert.Throws<TimeoutException>(() => NamedMemory.OpenOrCreate("a", Bytes, _ => Assert.Fail("initialised"), TimeSpan.FromMilliseconds(1), Domain));
        using CancellationTokenSource cancelled = new();
        Task<NamedMemory> ended = NamedMemory.OpenOrCreateAsync("a", Bytes, _ => Assert.Fail("initialised"), domain: Domain, cancellationToken: cancelled.Token).AsTask();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);

        bool zeroed = false;
        void Initialize(NamedMemory memory) => zeroed = !memory.Span.ContainsAnyExcept((byte)0);
        Task<NamedMemory> opening = asynchronous
            ? NamedMemory.OpenOrCreateAsync("a", Bytes, Initialize, domain: Domain).AsTask()
            : Task.Run(() => NamedMemory.OpenOrCreate("a", Bytes, Initialize, domain: Domain));
        AwaitWaiter();
        Assert.False(opening.IsCompleted);
        peer.Process.Kill();

        using NamedMemory memory = await opening;
        Assert.True(zeroed && memory.WasInitializedHere && !memory.WasCreated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenExisting_WaitsForTheInitialiser(bool asynchronous)
    {
        using Peer peer = Peer.StartDotnet(InitialiseForEverInPeer, _domain.Path);
        peer.Expect("initialising");
        Assert.False(NamedMemory.TryOpenExisting("a", out _, Domain));
        await Assert.ThrowsAsync<TimeoutException>(async () => await NamedMemory.OpenExistingAsync("a", TimeSpan.FromMilliseconds(1), Domain));
        Task<NamedMemory> opening = asynchronous ? NamedMemory.OpenExistingAsync("a", domain: Domain).AsTask() : OwnThread.Start(() => NamedMemory.OpenExisting("a", domain: Domain));
        AwaitWaiter();

        peer.Send("go on");

        using NamedMemory memory = await opening;
        Assert.False(memory.Span.ContainsAnyExcept((byte)9));
        peer.ExpectSuccess();
    }

    [Fact]
    public void FiftyProcesses_SomeKilledInTheInitialiser_OneInitialises_AndAllSeeItWhole()
    {
        int rounds = TestLoad.Rounds(100);
        int processes = TestLoad.IsLong ? 50 : 6;
        for (int round = 0; round < rounds; round++)
        {
            string name = $"raced {round}";
            Peer[] peers = [.. Enumerable.Range(0, processes).Select(number => Peer.StartDotnet(RaceInPeer, _domain.Path, name, number % 3 == 0 ? "die" : "live"))];
            try
            {
                int initialised = 0;
                for (int number = 0; number < processes; number++)
                {
                    string? line = peers[number].ReadLine();
                    Assert.True(line is "opened" or "initialised" || (number % 3 == 0 && line is "dying"), line ?? $"(end) {peers[number].Errors}");
                    initialised += line == "initialised" ? 1 : 0;
                }

                Assert.Equal(1, initialised);
            }
            finally
            {
                Array.ForEach(peers, peer => peer.Dispose());
            }
        }
    }

    [Fact]
    public void Dispose_LeaseOut_TheMemoryStaysUntilItIsGivenBack()
    {
        NamedMemory memory = NamedMemory.Create("a", Bytes, domain: Domain);
        MappingMemory part = memory.LeaseMemory(10, 20);
        using (MappingLease lease = memory.Lease())
        {
            memory.Dispose();
            memory.Dispose();
            lease.Span.Fill(3);
            Assert.Equal(3, part.Memory.Span[19]);
        }

        part.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Lease().Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Write(0, "x"u8));
        using NamedMemory again = NamedMemory.OpenExisting("a", domain: Domain);
        Assert.Equal(3, again.Span[^1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => again.GetReference<long>(Bytes - 4));
        Assert.ThrowsAny<ArgumentException>(() => again.GetReference<long>(4));
    }

    [Fact]
    public void Collected_WhenItsLastUserDied_ButNotWhenItLeft()
    {
        NamedMemory.Create("kept", Bytes, domain: Domain).Dispose();
        using (Peer peer = Peer.StartDotnet(InitialiseForEverInPeer, _domain.Path))
        {
            peer.Expect("initialising");
            Assert.Empty(Domain.Collect().Objects);
        }

        Assert.Equal(["a"], Domain.Collect().Objects);
        using NamedMemory anew = NamedMemory.OpenOrCreate("a", Bytes, _ => { }, domain: Domain);
        Assert.True(anew.WasCreated);
    }

    private static void InitialiseForEverInPeer(string[] arguments)
    {
        using NamedMemory memory = NamedMemory.OpenOrCreate("a", Bytes, its =>
        {
            its.Span[..(Bytes / 2)].Fill(9);
            Console.WriteLine("initialising");
            Console.ReadLine();
            its.Span.Fill(9);
        }, domain: Domain.Open(arguments[0]));
    }

    private static void RaceInPeer(string[] arguments)
    {
        bool dies = arguments[2] == "die";
        using NamedMemory memory = NamedMemory.OpenOrCreate(arguments[1], Bytes, its =>
        {
            Span<int> words = its.GetSpan<int>(0, Words);
            if (words.ContainsAnyExcept(0))
                throw new InvalidOperationException("not zeroed");
            words[..(Words / 2)].Fill(Environment.ProcessId);
            if (dies)
            {
                Console.WriteLine("dying");
                _ = Sys.LibC.kill(Environment.ProcessId, Signal.Kill.Number);
            }

            words[(Words / 2)..].Fill(Environment.ProcessId);
        }, domain: Domain.Open(arguments[0]));
        Span<int> all = memory.GetSpan<int>(0, Words);
        Console.WriteLine(all[0] == 0 || all.ContainsAnyExcept(all[0]) ? "half done" : memory.WasInitializedHere ? "initialised" : "opened");
    }

    /// <summary>Returns when a wait of this process is entered in the object.</summary>
    private void AwaitWaiter()
    {
        while (!Domain.Find("a")!.Details!.Participants.Any(one => one.ProcessId == Environment.ProcessId && one.WaitingThreads + one.WaitingAsynchronous > 0))
            Thread.Yield();
    }
}
