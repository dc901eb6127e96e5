namespace Causeway.Tests.Processes.Tracing;

/// <summary>What ends in the middle: threads by another's execve, the tracer by its own handler, the program while it is asked for something.</summary>
public sealed class TracerEndTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exec_OfAThreadThatIsNotTheFirst_TakesTheProcessOver(bool tracesCalls)
    {
        using TracedPeer peer = TracedPeer.Start("threads", "3");
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = tracesCalls ? SystemCallSet.All : SystemCallSet.None });
        List<(int Thread, int Former, IReadOnlyList<int> Left)> executed = [];
        HashSet<int> ended = [];
        int made = 0;
        Task run = tracer.RunAsync(stop =>
        {
            if (stop.Kind == TraceStopKind.Cloned)
                made = stop.NewThreadId;
            else if (stop.Kind == TraceStopKind.Executed)
                executed.Add((stop.Thread.Id, stop.FormerThreadId, tracer.ThreadIds));
            else if (stop.Kind == TraceStopKind.Exiting)
                Assert.True(ended.Add(stop.Thread.Id) || stop.Thread.Id == peer.Id);
            return TraceAction.Continue;
        });
        Assert.Equal("executed", peer.Ask("thread exec"));
        await run;
        Assert.Equal(9, peer.Peer.Process.WaitForExit().ExitCode);
        (int thread, int former, IReadOnlyList<int> left) = Assert.Single(executed);
        Assert.NotEqual(peer.Id, made);
        Assert.Equal((peer.Id, made), (thread, former));
        Assert.Equal([peer.Id], left);
        Assert.DoesNotContain(made, ended);
    }

    [Theory]
    [InlineData(TraceStopKind.SystemCallEntered, "rounds", "rounds")]
    [InlineData(TraceStopKind.Signal, "raise", "raised 10")]
    [InlineData(TraceStopKind.Breakpoint, "add 40", "added 42")]
    public async Task Dispose_ByTheHandler_LetsAllGo(TraceStopKind at, string line, string answer)
    {
        using TracedPeer peer = TracedPeer.Start("threads", "3");
        using ProcessTracer tracer = ProcessTracer.Seize(
            peer.Id, new ProcessTracerOptions { SystemCalls = at == TraceStopKind.SystemCallEntered ? SystemCallSet.All : SystemCallSet.None });
        tracer.AddBreakpoint(peer.Id, peer.Function);
        int stopsAfter = 0;
        bool isDisposed = false;
        Task run = tracer.RunAsync(stop =>
        {
            stopsAfter += isDisposed ? 1 : 0;
            if (stop.Kind == at && !isDisposed)
            {
                tracer.Dispose();
                isDisposed = true;
            }

            return TraceAction.Continue;
        });
        Assert.Equal(answer, peer.Ask(line));
        await run;
        Assert.Equal(0, stopsAfter);
        Assert.True(isDisposed);
        Assert.Throws<ObjectDisposedException>(() => tracer.ThreadIds);
        Assert.Equal("0", ProcStatus.Read(peer.Id, "TracerPid"));
        Assert.Equal("rounds", peer.Ask("rounds"));
        Assert.Equal("added 9", peer.Ask("add 7"));
    }

    [Theory]
    [InlineData("interrupt")]
    [InlineData("detach")]
    [InlineData("dispose")]
    public async Task Request_WhileTheProgramEnds_HoldsNobodyUp(string what)
    {
        Random random = new(6);
        for (int round = 0; round < TestLoad.Rounds(200); round++)
        {
            using AnonymousPipe output = AnonymousPipe.Create();
            ChildProcessOptions options = new("/bin/sh", "-c", "echo went on") { Descriptors = { [1] = output.Writer.Descriptor } };
            using ProcessTracer tracer = ProcessTracer.Start(options, new ProcessTracerOptions { SystemCalls = SystemCallSet.All });
            output.Writer.Dispose();
            int id = tracer.Child!.Id;
            int stops = 0;
            int at = random.Next(100);
            Task run = tracer.RunAsync(_ =>
            {
                Interlocked.Increment(ref stops);
                return TraceAction.Continue;
            });
            Task<bool> asking = Named.OwnThread.Start(() =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref stops) >= at || run.IsCompleted);
                for (int i = 0; what == "interrupt" && i < 20; i++)
                    tracer.Interrupt(id);
                if (what == "detach")
                    tracer.Detach(id);
                else if (what == "dispose")
                    tracer.Dispose();
                return true;
            });
            using StreamReader reader = new(output.Reader);
            Assert.Equal("went on\n", await reader.ReadToEndAsync());
            Assert.True(await asking);
            await run;
            if (what != "dispose")
                Assert.True(tracer.Child.WaitForExit().IsSuccess);
        }
    }
}
