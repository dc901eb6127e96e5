using Causeway.Inspection.Waiting;

namespace Causeway.Inspection.Tests.Waiting;

/// <summary>Deadlocks of real processes, across mechanisms, and what only looks like one.</summary>
public sealed class WaitGraphTests
{
    [Theory]
    [InlineData("flock-pipe", "reader", "locker")]
    [InlineData("flock-socket", "poller", "locker")]
    [InlineData("mutexes", "one", "two")]
    [InlineData("threads", "one", "two")]
    [InlineData("three", "ranger", "mutexer", "reader")]
    [InlineData("socket-three", "receiver", "sender", "mutexer")]
    [InlineData("self", "self")]
    [InlineData("parent", "parent", "child")]
    public void Deadlock_IsFoundAndNamed(string what, params string[] labels)
    {
        using Waiters waiters = new(what);
        InspectionSnapshot snapshot = Inspector.Take();
        if (waiters.WaitOf(snapshot, labels[0]).Object is SocketObject { Peer: null })
        {
            // A kernel that does not tell who is at the other end: then that is said.
            Assert.Contains(snapshot.BlindSpots, static spot => spot.Kind == BlindSpotKind.Source && spot.Text.Contains("without peers", StringComparison.Ordinal));
            return;
        }

        int[] threads = [.. labels.Select(label => waiters[label].ThreadId)];
        WaitGraph graph = WaitGraph.Of(snapshot);
        var cycle = Assert.Single(graph.Cycles, cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        Assert.Equal(FromLowest(threads), cycle.Select(static wait => wait.ThreadId));
        Assert.All(cycle, static wait => Assert.True(wait.IsCertain));
        Assert.DoesNotContain(graph.PossibleCycles, cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        for (int index = 0; index < cycle.Length; index++)
            Assert.Contains(cycle[(index + 1) % cycle.Length].Process, cycle[index].Holders);
        foreach (string label in labels)
            Assert.Contains(waiters[label].HolderId, waiters.WaitOf(snapshot, label).Holders.Select(static one => one.Id));
    }

    [Theory]
    [InlineData("flock-semaphore", "semaphore", "locker")]
    [InlineData("late-thread", "reader", "locker")]
    public void Deadlock_ThatIsNotCertain_IsAPossibleOne(string what, params string[] labels)
    {
        using Waiters waiters = new(what);
        WaitGraph graph = WaitGraph.Of(Inspector.Take());
        int[] threads = [.. labels.Select(label => waiters[label].ThreadId)];
        Assert.DoesNotContain(graph.Cycles, cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        var cycle = Assert.Single(graph.PossibleCycles, cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        Assert.Equal(FromLowest(threads), cycle.Select(static wait => wait.ThreadId));
    }

    [Theory]
    [InlineData("way-out")]
    [InlineData("busy-thread")]
    [InlineData("third-writer")]
    [InlineData("socket-timeout")]
    [InlineData("pipes")]
    [InlineData("words")]
    public void Wait_ThatHasAWayOut_IsNoDeadlock(string what)
    {
        using Waiters waiters = new(what);
        int[] threads = [.. waiters.All.Select(static one => one.ThreadId)];
        WaitGraph graph = WaitGraph.Of(Inspector.Take());
        Assert.DoesNotContain([.. graph.Cycles, .. graph.PossibleCycles], cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        Assert.Contains(graph.Edges, edge => threads.Contains(edge.Wait.ThreadId));
    }

    [Fact]
    public void Process_ThatIsStoppedInItsCall_DoesNotWait()
    {
        using Waiters waiters = new("stopped");
        Waiters.Waiter asks = waiters["asks"], answers = waiters["answers"];
        InspectionSnapshot snapshot = Inspector.Take();
        WaitGraph graph = WaitGraph.Of(snapshot);

        // The kernel still tells its call.
        Assert.True(SyscallLine.TryParse(File.ReadAllBytes($"/proc/{answers.ProcessId}/syscall"), out _));
        Assert.Equal([answers.ProcessId], waiters.WaitOf(snapshot, "asks").Holders.Select(static one => one.Id));
        Assert.DoesNotContain(snapshot.Waits, wait => wait.Process.Id == answers.ProcessId);
        Assert.DoesNotContain([.. graph.Cycles, .. graph.PossibleCycles], cycle => cycle.Any(wait => wait.ThreadId == asks.ThreadId));
    }

    [Fact]
    public void Waits_OfAProcessThatIsStoppedMeanwhile_AreTakenOut()
    {
        using Waiters waiters = new("stopped");
        InspectedProcess[] processes = [.. waiters.All.Select(static one => new InspectedProcess { Id = one.ProcessId, Threads = 1 })];
        SleepingThread[] threads = [.. processes.Select(static one => new SleepingThread(one, one.Id, SeenAsleep(one.Id), IsElsewhere: false, ""))];
        List<IpcWait> waits = [.. processes.Select((one, index) => new IpcWait(one, one.Id, "read", Object: null, "bytes", [processes[1 - index]], IsHeld: false))];
        using PassingWaits passing = new(threads);
        Assert.Empty(Deadlocks.PossibleOf([.. passing.Without(waits)]));
    }

    [Theory]
    [InlineData('S', "anon_pipe_read", nameof(HaltKind.None))]
    [InlineData('D', "folio_wait_bit", nameof(HaltKind.None))]
    [InlineData('S', "0", nameof(HaltKind.None))]
    [InlineData('T', "0", nameof(HaltKind.Stopped))]
    [InlineData('S', "do_signal_stop", nameof(HaltKind.Stopped))]
    [InlineData('t', "ptrace_stop", nameof(HaltKind.Traced))]
    [InlineData('D', "__refrigerator", nameof(HaltKind.Frozen))]
    [InlineData('S', "do_freezer_trap", nameof(HaltKind.Frozen))]
    [InlineData('S', "get_signal", nameof(HaltKind.Frozen))]
    [InlineData('D', "futex_do_wait", nameof(HaltKind.Frozen))]
    [InlineData('D', "hrtimer_nanosleep", nameof(HaltKind.Frozen))]
    [InlineData('D', "do_sigtimedwait.isra.0", nameof(HaltKind.Frozen))]
    [InlineData('D', "unix_stream_read_generic", nameof(HaltKind.Frozen))]
    [InlineData('S', "futex_do_wait", nameof(HaltKind.None))]
    [InlineData('D', "handle_userfault", nameof(HaltKind.None))]
    [InlineData('D', "jbd2_log_wait_commit", nameof(HaltKind.None))]
    [InlineData('D', "0", nameof(HaltKind.None))]
    public void Halt_IsToldByStateAndChannel(char state, string channel, string kind) =>
        Assert.Equal(kind, ThreadHalt.Of(state, System.Text.Encoding.ASCII.GetBytes(channel)).ToString());

    [Fact]
    public void Processes_ThatAskAndAnswerByTurns_AreNeverADeadlock()
    {
        using Waiters waiters = new("turns");
        InspectionOptions these = new() { ProcessIds = [.. waiters.All.Select(static one => one.ProcessId)], Kinds = IpcKinds.Of(IpcKind.Pipe), Details = InspectionDetails.Waits };
        for (int round = 0; round < 200; round++)
            Assert.Empty(WaitGraph.Of(Inspector.Take(these)).PossibleCycles);
    }

    [Fact]
    public void Waits_OfThreadsThatWereMetOneAfterAnother_AreTakenOut()
    {
        using Waiters waiters = new("turns");
        InspectedProcess[] processes = [.. waiters.All.Select(static one => new InspectedProcess { Id = one.ProcessId, Threads = 1 })];
        SleepingThread[] threads = [.. processes.Select(static one => new SleepingThread(one, one.Id, SeenAsleep(one.Id), IsElsewhere: false, ""))];
        List<IpcWait> waits = [.. processes.Select((one, index) => new IpcWait(one, one.Id, "read", Object: null, "bytes", [processes[1 - index]], IsHeld: false))];
        Assert.NotEmpty(Deadlocks.PossibleOf([.. waits]));
        using PassingWaits passing = new(threads);
        for (int round = 0; round < 2000; round++)
            Assert.Empty(Deadlocks.PossibleOf([.. passing.Without(waits)]));
    }

    [Fact]
    public void Waits_OfAProcessThatHasAThreadMore_AreTakenOut()
    {
        using Waiters waiters = new("flock-pipe");
        Waiters.Waiter[] both = [waiters["reader"], waiters["locker"]];
        InspectedProcess[] processes = [.. both.Select(static one => new InspectedProcess { Id = one.ProcessId, Threads = 2 })];
        List<IpcWait> waits = [];
        foreach (InspectedProcess process in processes)
            waits.AddRange(Enumerable.Repeat(new IpcWait(process, process.Id, "read", Object: null, "bytes", [.. processes.Where(one => one != process)], IsHeld: false), 2));
        Assert.NotEmpty(Deadlocks.PossibleOf([.. waits]));
        using PassingWaits passing = new([]);
        Assert.Empty(passing.Without(waits));
    }

    [Fact]
    public void Deadlocks_BehindAThousandWaits_AreFoundOnce()
    {
        const int Many = 1000;
        InspectedProcess[] processes = [.. Enumerable.Range(0, Many).Select(static id => new InspectedProcess { Id = 5_000_000 + id, Threads = 1 })];
        IpcWait WaitOf(int index, int holder) => new(processes[index], processes[index].Id, "flock", Object: null, "a lock", [processes[holder]], IsHeld: true) { IsCertain = true };
        IpcWait[] chain = [.. Enumerable.Range(0, Many - 1).Select(index => WaitOf(index, index + 1))];
        Assert.Empty(Deadlocks.PossibleOf([.. chain]));
        Assert.Equal(Many, Assert.Single(Deadlocks.Of([.. chain, WaitOf(Many - 1, 0)])).Length);
        Assert.Equal(2, Assert.Single(Deadlocks.Of([.. chain, WaitOf(Many - 1, Many - 2)])).Length);

        // What is not certain is no deadlock.
        IpcWait guess = WaitOf(Many - 1, Many - 2) with { IsCertain = false };
        Assert.Empty(Deadlocks.Of([.. chain, guess]));
        Assert.Equal(2, Assert.Single(Deadlocks.PossibleOf([.. chain, guess])).Length);
    }

    private static int[] FromLowest(int[] threads)
    {
        int lowest = Array.IndexOf(threads, threads.Min());
        return [.. threads[lowest..], .. threads[..lowest]];
    }

    private static SyscallLine SeenAsleep(int process)
    {
        SyscallLine line;
        while (!SyscallLine.TryParse(File.ReadAllBytes($"/proc/{process}/syscall"), out line) || WaitCall.Find(line.Number) is not { Name: "read" })
            Thread.Yield();
        return line;
    }
}
