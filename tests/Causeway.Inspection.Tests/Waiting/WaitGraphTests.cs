using Causeway.Inspection.Waiting;

namespace Causeway.Inspection.Tests.Waiting;

/// <summary>Deadlocks of real processes, across mechanisms, and what only looks like one.</summary>
public sealed class WaitGraphTests
{
    [Theory]
    [InlineData("flock-pipe", "reader", "locker")]
    [InlineData("flock-socket", "poller", "locker")]
    [InlineData("flock-semaphore", "semaphore", "locker")]
    [InlineData("mutexes", "one", "two")]
    [InlineData("threads", "one", "two")]
    [InlineData("three", "ranger", "mutexer", "reader")]
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
        var cycle = Assert.Single(WaitGraph.Of(snapshot).Cycles, cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        int lowest = Array.IndexOf(threads, threads.Min());
        Assert.Equal([.. threads[lowest..], .. threads[..lowest]], cycle.Select(static wait => wait.ThreadId));
        for (int index = 0; index < cycle.Length; index++)
            Assert.Contains(cycle[(index + 1) % cycle.Length].Process, cycle[index].Holders);
        foreach (string label in labels)
            Assert.Contains(waiters[label].HolderId, waiters.WaitOf(snapshot, label).Holders.Select(static one => one.Id));
    }

    [Theory]
    [InlineData("way-out")]
    [InlineData("pipes")]
    [InlineData("words")]
    public void Wait_ThatHasAWayOut_IsNoDeadlock(string what)
    {
        using Waiters waiters = new(what);
        int[] threads = [.. waiters.All.Select(static one => one.ThreadId)];
        WaitGraph graph = WaitGraph.Of(Inspector.Take());
        Assert.DoesNotContain(graph.Cycles, cycle => cycle.Any(wait => threads.Contains(wait.ThreadId)));
        Assert.Contains(graph.Edges, edge => threads.Contains(edge.Wait.ThreadId));
    }

    [Fact]
    public void Processes_ThatAskAndAnswerByTurns_AreNeverADeadlock()
    {
        using Waiters waiters = new("turns");
        InspectionOptions these = new() { ProcessIds = [.. waiters.All.Select(static one => one.ProcessId)], Kinds = IpcKinds.Of(IpcKind.Pipe), Details = InspectionDetails.Waits };
        for (int round = 0; round < 200; round++)
            Assert.Empty(WaitGraph.Of(Inspector.Take(these)).Cycles);
    }

    [Fact]
    public void Waits_OfThreadsThatWereMetOneAfterAnother_AreTakenOut()
    {
        using Waiters waiters = new("turns");
        InspectedProcess[] processes = [.. waiters.All.Select(static one => new InspectedProcess { Id = one.ProcessId, Threads = 1 })];
        SleepingThread[] threads = [.. processes.Select(static one => new SleepingThread(one, one.Id, SeenAsleep(one.Id), ""))];
        List<IpcWait> waits = [.. processes.Select((one, index) => new IpcWait(one, one.Id, "read", Object: null, "bytes", [processes[1 - index]], IsHeld: false))];
        Assert.NotEmpty(Deadlocks.Of([.. waits]));
        using PassingWaits passing = new(threads);
        for (int round = 0; round < 2000; round++)
            Assert.Empty(Deadlocks.Of([.. passing.Without(waits)]));
    }

    private static SyscallLine SeenAsleep(int process)
    {
        SyscallLine line;
        while (!SyscallLine.TryParse(File.ReadAllBytes($"/proc/{process}/syscall"), out line) || WaitCall.Find(line.Number) is not { Name: "read" })
            Thread.Yield();
        return line;
    }
}
