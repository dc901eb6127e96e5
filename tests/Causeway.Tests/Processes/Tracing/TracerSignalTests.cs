namespace Causeway.Tests.Processes.Tracing;

public sealed class TracerSignalTests
{
    [Theory]
    [InlineData("pass", 10)]
    [InlineData("swallow", 0)]
    [InlineData("change", 12)]
    public async Task Signal_AsTheHandlerSays_IsDelivered(string what, int seen)
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        List<ReceivedSignal> infos = [];
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind != TraceStopKind.Signal)
                return TraceAction.Continue;
            infos.Add(stop.ReadSignalInfo());
            return what switch
            {
                "swallow" => TraceAction.Swallow,
                "change" => TraceAction.Deliver(Signal.Usr2),
                _ => TraceAction.Continue,
            };
        });
        Assert.Equal($"raised {seen}", peer.Ask("raise"));
        ReceivedSignal info = Assert.Single(infos);
        Assert.Equal(Signal.Usr1, info.Signal);
        Assert.Equal(SignalCause.Thread, info.Cause);
        Assert.Equal(peer.Id, info.SenderProcessId);
        tracer.Detach(peer.Id);
        await run;
        Assert.Equal("raised 10", peer.Ask("raise"));
    }

    [Fact]
    public async Task Signal_NotOfTheSet_PassesUnseen()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { Signals = SignalSet.Of(Signal.Usr2) });
        int stops = 0;
        Task run = tracer.RunAsync(stop =>
        {
            stops++;
            return TraceAction.Swallow;
        });
        Assert.Equal("raised 10", peer.Ask("raise"));
        Assert.Equal(0, stops);
        tracer.Detach(peer.Id);
        await run;
    }

    [Fact]
    public void Fault_IsSeenWithItsAddressBeforeItEndsTheProcess()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        peer.Peer.Send("fault");
        List<string> seen = [];
        tracer.Run(stop =>
        {
            if (stop.Kind == TraceStopKind.Signal)
                seen.Add($"{stop.Signal} at {stop.ReadFaultAddress()}");
            else if (stop.Kind == TraceStopKind.Exiting)
                seen.Add($"{stop.ExitStatus.Signal} {stop.IsLastThread}");
            return TraceAction.Continue;
        });
        Assert.Equal(["SIGSEGV at 0", "SIGSEGV True"], seen);
        Assert.Equal(new Signal(11), peer.Peer.Process.WaitForExit().Signal);
    }

    [Fact]
    public async Task GroupStop_IsSeenAndKept_UntilSigcont()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        using SemaphoreSlim stopped = new(0);
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.GroupStopped)
            {
                Assert.Equal(Signal.Stop, stop.Signal);
                stopped.Release();
            }

            return TraceAction.Continue;
        });
        peer.Peer.Process.TrySendSignal(Signal.Stop);
        await stopped.WaitAsync();
        AwaitStopped(peer.Id);
        peer.Peer.Process.TrySendSignal(Signal.Cont);
        Assert.Equal("value 41", peer.Ask("value"));

        // Let go in a group stop, it stays in it.
        peer.Peer.Process.TrySendSignal(Signal.Stop);
        await stopped.WaitAsync();
        tracer.Detach(peer.Id);
        await run;
        AwaitStopped(peer.Id);
        peer.Peer.Process.TrySendSignal(Signal.Cont);
        Assert.Equal("value 41", peer.Ask("value"));
    }

    [Fact]
    public async Task Detach_AtASignal_DeliversIt()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        Task run = tracer.RunAsync(static stop => stop.Kind == TraceStopKind.Signal ? TraceAction.Detach : TraceAction.Continue);
        Assert.Equal("raised 10", peer.Ask("raise"));
        await run;
        Assert.Empty(tracer.ThreadIds);
    }

    /// <summary>It runs for a moment on its way from one kind of stop to the other.</summary>
    private static void AwaitStopped(int processId) =>
        Assert.True(SpinWait.SpinUntil(() => State(processId).StartsWith("t", StringComparison.OrdinalIgnoreCase), Watchdog.Limit));

    private static string State(int processId) => ProcStatus.Read(processId, "State")!;
}
