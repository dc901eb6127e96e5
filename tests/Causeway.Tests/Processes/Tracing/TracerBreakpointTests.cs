using System.Runtime.InteropServices;

namespace Causeway.Tests.Processes.Tracing;

public sealed class TracerBreakpointTests
{
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int s_getppid = s_isArm ? 173 : 110;

    [Fact]
    public async Task Breakpoint_IsMetEachTime_AndGoneAfterDetaching()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        byte[] before = Code(peer);
        tracer.AddBreakpoint(peer.Id, peer.Function);
        Assert.NotEqual(before, Code(peer));
        List<ulong> arguments = [];
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.Breakpoint)
            {
                Assert.Equal(peer.Function, stop.BreakpointAddress);
                Assert.Equal(peer.Function, stop.Thread.InstructionPointer);
                arguments.Add(Argument(stop.Thread));
            }

            return TraceAction.Continue;
        });
        Assert.Equal("added 42", peer.Ask("add 40"));
        Assert.Equal("added 9", peer.Ask("add 7"));
        Assert.Equal([40, 7], arguments);
        tracer.Detach(peer.Id);
        await run;
        Assert.Equal(before, Code(peer));
        Assert.Equal("added 5", peer.Ask("add 3"));
        Assert.Equal(2, arguments.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Breakpoint_InAForkedChild_NeverKillsIt(bool isFollowed)
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { FollowChildren = isFollowed });
        tracer.AddBreakpoint(peer.Id, peer.Function);
        int met = 0;
        Task run = tracer.RunAsync(stop =>
        {
            met += stop.Kind == TraceStopKind.Breakpoint ? 1 : 0;
            return TraceAction.Continue;
        });
        Assert.Equal("forked 1 7", peer.Ask("fork"));
        Assert.Equal(isFollowed ? 1 : 0, met);
        Assert.True(tracer.RemoveBreakpoint(peer.Id, peer.Function));
        Assert.False(tracer.RemoveBreakpoint(peer.Id, peer.Function));
        Assert.Equal("added 3", peer.Ask("add 1"));
        tracer.Detach(peer.Id);
        await run;
    }

    [Fact]
    public async Task Step_FromABreakpoint_GoesInstructionByInstruction()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id);
        tracer.AddBreakpoint(peer.Id, peer.Function);
        List<ulong> pointers = [];
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind is not (TraceStopKind.Breakpoint or TraceStopKind.Stepped))
                return TraceAction.Continue;
            pointers.Add(stop.Thread.InstructionPointer);
            return pointers.Count < 4 ? TraceAction.Step : TraceAction.Continue;
        });
        Assert.Equal("added 42", peer.Ask("add 40"));
        Assert.Equal(4, pointers.Count);
        Assert.Equal(peer.Function, pointers[0]);
        Assert.Equal(4, pointers.Distinct().Count());
        tracer.Detach(peer.Id);
        await run;
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Breakpoint_InAChildThatSharesTheMemory_NeverKillsIt(bool isFollowed, bool isSetWhileItRuns)
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { FollowChildren = isFollowed });
        if (!isSetWhileItRuns)
            tracer.AddBreakpoint(peer.Id, peer.Function);
        List<int> met = [];
        using SemaphoreSlim forked = new(0);
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.Breakpoint)
                met.Add(stop.Thread.ProcessId);
            else if (stop.Kind == TraceStopKind.Cloned)
                forked.Release();
            return TraceAction.Continue;
        });
        peer.Peer.Send("vfork");
        await forked.WaitAsync();
        if (isSetWhileItRuns)
            tracer.AddBreakpoint(peer.Id, peer.Function);
        Assert.Equal("forked 1 7", peer.Ask(""));
        Assert.Equal(isFollowed ? 1 : 0, met.Count);
        Assert.DoesNotContain(peer.Id, met);

        // The parent still has it, once.
        Assert.Equal("added 3", peer.Ask("add 1"));
        Assert.Equal([peer.Id], met.Skip(isFollowed ? 1 : 0));
        Assert.True(tracer.RemoveBreakpoint(peer.Id, peer.Function));
        Assert.Equal("added 4", peer.Ask("add 2"));
        tracer.Detach(peer.Id);
        await run;
    }

    [Fact]
    public async Task Breakpoint_OnASystemCallsInstruction_IsRefused_AndBehindItIsMet()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = SystemCallSet.Of(s_getppid) });
        ulong behind = 0;
        ArgumentException? refused = null;
        List<ulong> met = [];
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.Breakpoint)
                met.Add(stop.BreakpointAddress);
            if (stop.Kind == TraceStopKind.SystemCallEntered && behind == 0)
            {
                behind = stop.Thread.InstructionPointer;
                refused = Assert.Throws<ArgumentException>(() => tracer.AddBreakpoint(peer.Id, behind - (s_isArm ? 4u : 2u)));
                tracer.AddBreakpoint(peer.Id, behind);
            }

            return TraceAction.Continue;
        });
        Assert.Equal("called parent", peer.Ask("call"));
        Assert.Contains("SystemCalls", refused?.Message);
        Assert.Contains(behind, met);
        tracer.Detach(peer.Id);
        await run;
        Assert.Equal("called parent", peer.Ask("call"));
    }

    private static byte[] Code(TracedPeer peer)
    {
        byte[] code = new byte[4];
        new ProcessMemory(peer.Id).Read(peer.Function, code);
        return code;
    }

    private static ulong Argument(TracedThread thread) => s_isArm ? thread.ReadArm64Registers()[0] : thread.ReadX64Registers().Rdi;
}
