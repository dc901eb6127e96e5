using System.Globalization;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Reading;

/// <summary>Signals of a process and its threads, by name, beside what the program did (tests/Peers/signal_states.c).</summary>
public sealed class ThreadTests
{
    private static readonly InspectionOptions s_signals = new() { Kinds = IpcKinds.Of(IpcKind.SignalDescriptor), Details = InspectionDetails.Signals };

    [Fact]
    public void Threads_HaveTheirSignals()
    {
        using Peer peer = Peer.StartC("signal_states");
        int second = int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);
        InspectedProcess process = Inspector.Take(s_signals).FindProcess(peer.Process.Id)!;
        InspectedSignals signals = process.Signals!;
        Assert.Equal(["SIGHUP", "SIGUSR1", "SIGALRM"], signals.Blocked.Select(static one => one.Name));
        Assert.Equal(["SIGUSR1"], signals.PendingForThread.Select(static one => one.Name));
        Assert.Equal(["SIGHUP"], signals.Pending.Select(static one => one.Name));

        // Those below the first real-time signal that programs may use are the C library's own.
        Assert.Equal(["SIGTERM"], signals.Caught.Where(static one => one.Number < 32).Select(static one => one.Name));
        Assert.Contains("SIGPIPE", signals.Ignored.Select(static one => one.Name));
        InspectedThread[] threads = [.. Inspector.ThreadsOf(process)];
        Assert.Equal([process.Id, second], threads.Select(static one => one.Id));
        Assert.Equal(["signal_states", "second"], threads.Select(static one => one.Name));
        Assert.Equal([signals.PendingForThread, SignalSet.Of(new Signal(12))], threads.Select(static one => one.Pending));
        Assert.Equal(["SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM"], threads[1].Blocked.Select(static one => one.Name));
        Assert.True(SpinWait.SpinUntil(() => Inspector.ThreadsOf(process)[1].State == 'S', Watchdog.Limit), "the thread did not come to sleep");
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public void Threads_OfAProcessWithAnothersPid_AreNotLookedAt()
    {
        InspectedProcess self = Inspector.Take(s_signals).FindProcess(Environment.ProcessId)!;
        Assert.NotEmpty(Inspector.ThreadsOf(self));
        Assert.Empty(Inspector.ThreadsOf(self with { StartTicks = self.StartTicks + 1 }));
        Assert.Empty(Inspector.ThreadsOf(self with { Id = 4194999 }));
    }

    [RootFact]
    public void Process_OfAnotherPidNamespace_HasItsPidThereAndItsOwnersAreNamed()
    {
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["--pid", "--fork", "--kill-child", "--", CCompiler.Compile("own_pids")]));
        Assert.Equal("1 2", peer.ReadLine());
        InspectionSnapshot snapshot;
        IpcWait? wait;
        do
        {
            snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.AnonymousMemory, IpcKind.Futex), Details = InspectionDetails.Waits | InspectionDetails.Mappings });
            wait = snapshot.Waits.SingleOrDefault(one => one.Process.Command == "own_pids" && one.Call == "futex" && snapshot.FindProcess(one.Process.ParentId)?.ParentId == peer.Process.Id);
        }
        while (wait is null);
        InspectedProcess holder = Assert.Single(wait.Holders);
        Assert.Equal((2, 1), (wait.Process.OwnId, holder.OwnId));
        Assert.Equal((wait.Process.ParentId, holder.Id), (holder.Id, wait.HolderThreadId));
        Assert.NotEqual(holder.OwnId, holder.Id);
        Assert.Equal(new FileInfo($"/proc/{holder.Id}/ns/pid").LinkTarget, $"pid:[{wait.Process.Namespaces.ProcessIds}]");
        InspectedProcess self = snapshot.FindProcess(Environment.ProcessId)!;
        Assert.Equal(self.Id, self.OwnId);
        peer.CloseInput();
        peer.ExpectSuccess();
    }
}
