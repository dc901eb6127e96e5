using Causeway.Inspection.Waiting;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Waiting;

/// <summary>What threads wait for, in each of the ways that there are, beside what they said before they slept.</summary>
public sealed class WaitSourceTests
{
    [Fact]
    public void PipesAndPolls_AreJoinedToTheirOtherEnds()
    {
        using Waiters waiters = new("pipes");
        InspectionSnapshot snapshot = Inspector.Take();
        IpcWait read = waiters.Check(snapshot, "pipe-read", "bytes", IpcKind.Pipe);
        Assert.False(read.IsHeld || read.IsTimed || read.CanEndOtherwise || read.IsHint);
        waiters.Check(snapshot, "pipe-write", "room", IpcKind.Pipe);
        IpcWait fifo = waiters.Check(snapshot, "fifo-read", "bytes", IpcKind.Fifo);
        Assert.Equal(Path.Combine(waiters.Directory, "fifo"), fifo.Object!.Name);
        IpcWait lonely = waiters.Check(snapshot, "fifo-open", "a reader", IpcKind.Fifo);
        Assert.Equal((Path.Combine(waiters.Directory, "lonely"), true), (lonely.Object!.Name, lonely.CanEndOtherwise));
        waiters.Check(snapshot, "eventfd", "the counter to be more than 0", IpcKind.EventCounter);
        IpcWait poll = waiters.Check(snapshot, "poll", "an event at one of 2 descriptors");
        Assert.Equal([IpcKind.Pipe, IpcKind.Pipe], poll.Several.Select(static one => one.Kind));
        Assert.Equal(waiters["poll"].Number, poll.Several[0].Id.Number);
        waiters.Check(snapshot, "select", "bytes", IpcKind.Pipe);
        IpcWait epoll = waiters.Check(snapshot, "epoll", "bytes", IpcKind.PollSet);
        Assert.Equal(waiters["epoll"].Number, Assert.Single(epoll.Several).Id.Number);
    }

    [Fact]
    public void PollSet_ThatWatchesUnderItsOwnNumber_IsNoCircle()
    {
        using Waiters waiters = new("stale");
        IpcWait wait = waiters.WaitOf(Inspector.Take(), "stale");
        Assert.Equal((IpcKind.PollSet, true, false), (wait.Object?.Kind, wait.CanEndOtherwise, wait.IsCertain));
    }

    [Fact]
    public void Sockets_AreJoinedToTheirPeers()
    {
        using Waiters waiters = new("sockets");
        InspectionSnapshot snapshot = Inspector.Take();
        IpcWait receive = waiters.WaitOf(snapshot, "socket-receive");
        Assert.Equal(("bytes", waiters["socket-receive"].Number), (receive.Awaited, receive.Object!.Id.Number));
        if (receive.Object is SocketObject { Peer: not null })
            Assert.Equal([waiters.ProcessId], receive.Holders.Select(static one => one.Id));
        Assert.True(waiters.Check(snapshot, "connect", $"its connection to be accepted by {Path.Combine(waiters.Directory, "listener")}", IpcKind.Socket).CanEndOtherwise);
        Assert.True(waiters.Check(snapshot, "accept", "a connection", IpcKind.Socket).CanEndOtherwise);
    }

    [Fact]
    public void QueuesAndSemaphores_AreJoinedToTheirUsers()
    {
        using Waiters waiters = new("queues");
        InspectionSnapshot snapshot = Inspector.Take();
        Assert.False(waiters.Check(snapshot, "mq-receive", "a message", IpcKind.PosixQueue).IsHint);
        Assert.True(waiters.Check(snapshot, "mq-send", "room", IpcKind.PosixQueue) is { IsTimed: true, CanEndOtherwise: true });
        Assert.True(waiters.Check(snapshot, "msgrcv", "a message", IpcKind.SysVQueue).IsHint);
        waiters.Check(snapshot, "msgsnd", "room", IpcKind.SysVQueue);
        Assert.True(waiters.Check(snapshot, "semop", "semaphore 1 to be at least 2 (it is 0)", IpcKind.SysVSemaphores) is { IsHint: true, IsTimed: false });
        Assert.True(waiters.Check(snapshot, "semtimedop", "semaphore 2 to be 0 (it is 1)", IpcKind.SysVSemaphores) is { IsHint: true, IsTimed: true });
    }

    [Fact]
    public void Locks_OfAllThreeKinds_AreJoinedToThoseInTheWay()
    {
        using Waiters waiters = new("locks");
        InspectionSnapshot snapshot = Inspector.Take();
        IpcWait flock = waiters.Check(snapshot, "flock", "a shared lock", IpcKind.FileLock);
        Assert.Equal((true, Path.Combine(waiters.Directory, "flock")), (flock.IsHeld, flock.Object!.Name));
        Assert.True(waiters.Check(snapshot, "fcntl", "an exclusive lock of bytes 12:1", IpcKind.FileLock).IsHeld);
        Assert.True(waiters.Check(snapshot, "ofd", "an exclusive lock of bytes 200:10", IpcKind.FileLock).IsHeld);
    }

    [Fact]
    public void Words_OfMutexes_NameTheThreadThatOwnsThem()
    {
        using Waiters waiters = new("words");
        InspectionSnapshot snapshot = Inspector.Take();
        foreach (string label in (string[])["mutex", "mutex-errorcheck", "mutex-robust", "mutex-pi"])
        {
            IpcWait wait = waiters.Check(snapshot, label, "the mutex to be released", IpcKind.Futex);
            FutexObject word = Assert.IsType<FutexObject>(wait.Object);
            Assert.Equal((waiters.ProcessId, waiters.ProcessId, true), (word.OwnerThreadId, wait.HolderThreadId, wait.IsHeld));
            Assert.IsType<MemoryObject>(snapshot.Find(word.Memory!.Value));
            Assert.Equal((waiters[label].Number, word.Memory.Value.Number), (word.Id.Offset, word.Id.Number));
            Assert.Equal([IpcRole.Holder, IpcRole.Waiter], snapshot.EndsOf(word).Select(static end => end.Role).Order());
        }

        foreach (string label in (string[])["rwlock-reader", "rwlock-writer"])
        {
            IpcWait wait = waiters.Check(snapshot, label, "the read-write lock to be released by its writer", IpcKind.Futex);
            FutexObject word = Assert.IsType<FutexObject>(wait.Object);
            Assert.Equal((waiters.ProcessId, waiters.ProcessId, true, waiters[label].Number), (word.OwnerThreadId, wait.HolderThreadId, wait.IsHeld, word.Id.Offset));
        }

        IpcWait own = waiters.Check(snapshot, "mutex-private", "the mutex to be released", IpcKind.Futex);
        Assert.Equal((waiters["mutex-private"].Number, (uint)own.Process.Id), ((ulong)own.HolderThreadId, own.Object!.Id.Space));
        // Another lock whose word is 2 as well, and whatever it guards behind it.
        Assert.False(waiters.Check(snapshot, "other-lock", "a wake-up", IpcKind.Futex).IsHeld);
        IpcWait condition = waiters.WaitOf(snapshot, "condition");
        Assert.Equal(("a wake-up", false), (condition.Awaited, condition.IsHeld));
        Assert.Contains(waiters.ProcessId, condition.Holders.Select(static one => one.Id));
        IpcWait semaphore = waiters.WaitOf(snapshot, "semaphore");
        Assert.Equal(("the semaphore to be posted", IpcKind.PosixSemaphore), (semaphore.Awaited, semaphore.Object!.Kind));
        Assert.Equal([waiters.ProcessId], semaphore.Holders.Select(static one => one.Id));
    }

    [Theory]
    [InlineData("dead-owner")]
    [InlineData("unreaped-owner")]
    public void Mutex_WhoseOwnerHasEnded_IsNobodys(string label)
    {
        using Waiters waiters = new(label);
        InspectionSnapshot snapshot = Inspector.Take();
        IpcWait wait = waiters.WaitOf(snapshot, "waiter");
        Assert.Equal($"the mutex to be released, whose owner seems to be thread {waiters["waiter"].Number}, which has ended", wait.Awaited);
        Assert.Equal((true, 0, IpcKind.Futex, true, false), (wait.Holders.IsEmpty, wait.HolderThreadId, wait.Object!.Kind, wait.IsHint, wait.IsCertain));
        Assert.Contains(waiters.ProcessId, snapshot.EndsOf(snapshot.Find(((FutexObject)wait.Object).Memory!.Value)!).Select(static end => end.Process.Id));
    }

    [UserFaultFact]
    public void Memory_ThatNeverComes_IsNotAskedFor()
    {
        using Waiters waiters = new("silent");
        Task<InspectionSnapshot> look = Task.Factory.StartNew(() => Inspector.Take(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.True(look.Wait(Watchdog.Limit), "waits for memory that never comes");
        InspectionSnapshot snapshot = look.Result;
        Assert.True(waiters.Check(snapshot, "silent-poll", "an event at one of 2 descriptors").CanEndOtherwise);
        Assert.Null(((FutexObject)waiters.Check(snapshot, "silent-futex", "a wake-up", IpcKind.Futex).Object!).Word);
        waiters.Check(snapshot, "silent-connect", "its connection to be accepted", IpcKind.Socket);
        Assert.Contains(snapshot.BlindSpots, static one => one is { Kind: BlindSpotKind.Contents, Count: >= 3 } && one.Text.Contains("memory that may never come", StringComparison.Ordinal));

        // It sleeps in the call, but not at the word.
        string channel = $"/proc/{waiters["silent-fault"].ProcessId}/wchan";
        Watchdog.Until(() => File.ReadAllText(channel) == "handle_userfault", () => "no page fault");
        IpcWait fault = waiters.WaitOf(Inspector.Take(), "silent-fault");
        Assert.StartsWith("something in the kernel's handle_userfault", fault.Awaited, StringComparison.Ordinal);
        Assert.Equal((null, true), (fault.Object, fault.CanEndOtherwise));

        // A page that this process alone has not, and the kernel has.
        waiters.Check(snapshot, "fetched-mutex", "the mutex to be released", IpcKind.Futex);
    }

    [Theory]
    [InlineData("VmFlags: rd wr mr mw me ac sd um ", true)]
    [InlineData("VmFlags: rd wr sh mr mw me ms uw sd", true)]
    [InlineData("VmFlags: rd wr sh mr mw me ms ui sd", true)]
    [InlineData("VmFlags: rd wr mr mw me ac sd gu", false)]
    public void Mapping_WhoseFaultsAreAnothers_SaysSo(string flags, bool isHandled) => Assert.Equal(isHandled, RemotePages.IsHandled(System.Text.Encoding.ASCII.GetBytes(flags)));

    [Fact]
    public void Lease_ThatIsToBeGivenUp_HasItsHolder()
    {
        using Waiters waiters = new("lease");

        // The kernel wakes it now and then to look again, and on a busy machine it may sleep in the open before, for the file system's own sake.
        InspectionSnapshot? snapshot = null;
        Assert.True(SpinWait.SpinUntil(() => (snapshot = Inspector.Take()).Waits.Any(wait => wait.ThreadId == waiters["lease"].ThreadId && wait.Object is not null), Watchdog.Limit));
        Assert.True(waiters.Check(snapshot!, "lease", "the lease to be given up", IpcKind.FileLock) is { IsHeld: true, CanEndOtherwise: true });
    }

    [Fact]
    public void Children_SignalsAndTime_AreWaitsToo()
    {
        using Waiters waiters = new("others");
        InspectionSnapshot snapshot = Inspector.Take();
        foreach (string label in (string[])["wait4", "waitid"])
            Assert.True(waiters.Check(snapshot, label, $"the end of process {waiters[label].HolderId}").IsHeld);
        Assert.True(waiters.Check(snapshot, "pause", "a signal").CanEndOtherwise);
        Assert.True(waiters.Check(snapshot, "sleep", "time to pass").IsTimed);
    }

    [Fact]
    public void Sleep_HasLastedNoLongerThanTheProcess()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using Waiters waiters = new("self");
        using SleepClock clock = new();
        if (clock.Of(waiters["self"].ProcessId, waiters["self"].ThreadId) is not { } first)
        {
            // A kernel without scheduler statistics.
            Assert.False(File.Exists("/proc/self/sched"));
            return;
        }

        TimeSpan second = first;
        while (second < first + TimeSpan.FromMilliseconds(20))
            second = clock.Of(waiters["self"].ProcessId, waiters["self"].ThreadId)!.Value;

        // The clocks of processors have ticks.
        Assert.InRange(second, TimeSpan.FromMilliseconds(20), watch.Elapsed + TimeSpan.FromMilliseconds(100));
        Assert.Null(clock.Of(waiters["self"].ProcessId, 0));
    }

    [RootFact]
    public void Call_ThatTellsNothing_IsToldByTheKernelsStack()
    {
        using Waiters waiters = new("aio");
        Waiters.Waiter reader = waiters["aio"];
        IpcWait wait = waiters.WaitOf(Inspector.Take(), "aio");
        string[] functions = [.. File.ReadLines($"/proc/{reader.ProcessId}/task/{reader.ThreadId}/stack").Select(static line => line.Split("] ")[1].Split('+')[0])];

        // More than the innermost, which wchan would tell.
        Assert.Equal($"something in the kernel's {functions[0]}, in {functions[1]}", wait.Awaited);
        Assert.True(wait.CanEndOtherwise);
    }

    [Theory]
    [InlineData("[<0>] schedule+0x1/0x2\n[<0>] rwsem_down_write_slowpath+0x1/0x2\n[<0>] down_write+0x1/0x2\n[<0>] ext4_fallocate+0x1/0x2\n[<0>] vfs_fallocate+0x1/0x2\n", "rwsem_down_write_slowpath, in down_write, in ext4_fallocate")]
    [InlineData("[<ffffffff8117bb00>] anon_pipe_read+0x16c/0x430\n[<0>] do_syscall_64+0x71/0x280\n[<0>] entry_SYSCALL_64_after_hwframe+0x76/0x7e\n", "anon_pipe_read")]
    [InlineData("[<0>] folio_wait_bit [ext4]\n", "folio_wait_bit")]
    [InlineData("[<0>] do_syscall_64+0x71/0x280\n", null)]
    [InlineData("[<0>] \n] +\n[<0>] 0x7f00\nx", null)]
    [InlineData("", null)]
    public void Stack_IsItsInnermostFunctions(string stack, string? told) => Assert.Equal(told, KernelStack.Describe(System.Text.Encoding.ASCII.GetBytes(stack)));

    [Fact]
    public void Thread_ThatRuns_IsNoWait()
    {
        using Waiters waiters = new("spin");
        InspectionSnapshot snapshot = Inspector.Take();
        Assert.NotNull(snapshot.FindProcess(waiters["spinner"].ProcessId));
        Assert.DoesNotContain(snapshot.Waits, wait => wait.ThreadId == waiters["spinner"].ThreadId);
    }

    [Fact]
    public void Waits_NotWanted_AreNotRead() =>
        Assert.Empty(Inspector.Take(new InspectionOptions { Details = InspectionDetails.All & ~InspectionDetails.Waits }).Waits);

    [Fact]
    public void Processes_ThatVanishMeanwhile_AreNoError()
    {
        using Peer storm = Peer.Start(new ChildProcessOptions("sh", ["-c", "while :; do sleep 0.001 | cat | cat; done"]));
        for (int round = 0; round < 20; round++)
            Assert.NotEmpty(Inspector.Take().Waits);
    }

    [RootFact]
    public void Take_AsAnotherUser_SaysWhatItCouldNotSee()
    {
        using Waiters waiters = new("locks");
        OtherUser.ExpectSuccess(LookAsNobody, [.. waiters.All.Select(static one => $"{one.ProcessId}"), $"{waiters.ProcessId}"]);
    }

    internal static void LookAsNobody(string[] arguments)
    {
        InspectionSnapshot snapshot = Inspector.Take();
        int[] processes = [.. arguments.Select(int.Parse)];
        BlindSpot spot = Assert.Single(snapshot.BlindSpots, static one => one.Kind == BlindSpotKind.Waits);
        Assert.True(spot.Count >= processes.Length);

        // flock and fcntl are in /proc/locks for everybody; an open file description's waiter has no pid there.
        foreach (int process in processes[..2])
        {
            IpcWait wait = Assert.Single(snapshot.Waits, one => one.Process.Id == process);
            Assert.Equal((true, IpcKind.FileLock), (wait.IsHeld, wait.Object!.Kind));
            Assert.Equal([processes[^1]], wait.Holders.Select(static one => one.Id));
        }

        Assert.DoesNotContain(snapshot.Waits, one => one.Process.Id == processes[2]);
    }
}
