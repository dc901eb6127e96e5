namespace Causeway.Tests.Processes.Tracing;

/// <summary>Programs that are traced from their first instruction behave as without.</summary>
public sealed class TracerStartTests
{
    [Theory]
    [InlineData("exit 7")]
    [InlineData("echo out; echo err >&2; kill -TERM $$")]
    [InlineData("seq 1 2000 | sort -rn | head -3 | tr '\\n' ' '; (exit 3) || echo $?")]
    [InlineData("trap 'echo caught' USR1; kill -USR1 $$; echo on; trap 'exit 4' TERM; kill -TERM $$; echo never")]
    [InlineData("for i in 1 2 3 4 5 6 7 8 9 10; do (echo $i; exit $i) & done | sort; wait; echo done | cat; for i in 1 2 3 4 5 6 7 8; do /bin/true & done; wait")]
    [InlineData("(kill -STOP $(exec sh -c 'echo $PPID'); echo went on) & while ! grep -q '^State:.T\\|^State:.t' /proc/$!/status; do :; done; kill -CONT $!; wait $!; echo $?")]
    [InlineData("env | sort | grep -v ^_=; ls -l /proc/self/fd | wc -l; ulimit -n; cat /proc/self/status | grep '^Sig[PBIC]'")]
    [InlineData("exec echo replaced")]
    [InlineData("exec /no/such/program")]
    [InlineData("{ sleep 1000 & kill $!; wait $!; echo $?; } 2>/dev/null")]
    public void Start_Script_HasTheSameOutputAndStatus(string script)
    {
        string[] arguments = ["-c", script];
        string plain = Run(options => ChildProcess.Start(options), arguments, out ChildExitStatus plainStatus);
        foreach (SystemCallSet calls in new[] { SystemCallSet.None, SystemCallSet.All, IpcCallReader.SystemCalls })
        {
            ProcessTracer? tracer = null;
            Task? run = null;
            string traced = Run(
                options =>
                {
                    tracer = ProcessTracer.Start(options, new ProcessTracerOptions { FollowChildren = true, SystemCalls = calls });
                    IpcCallReader reader = new();
                    run = tracer.RunAsync(stop =>
                    {
                        reader.TryRead(stop, out _);
                        return TraceAction.Continue;
                    });
                    return tracer.Child!;
                },
                arguments,
                out ChildExitStatus status);
            run!.GetAwaiter().GetResult();
            tracer!.Dispose();
            Assert.Equal(plain, traced);
            Assert.Equal(plainStatus.ToString(), status.ToString());
        }
    }

    [Fact]
    public void Start_FirstStop_IsTheProgramItself()
    {
        using ProcessTracer tracer = ProcessTracer.Start(new ChildProcessOptions("/bin/true"), new ProcessTracerOptions { SystemCalls = SystemCallSet.All });
        List<TraceStopKind> kinds = [];
        string program = "";
        tracer.Run(stop =>
        {
            if (kinds.Count == 0)
                program = File.ReadAllText($"/proc/{stop.Thread.ProcessId}/cmdline");
            kinds.Add(stop.Kind);
            return TraceAction.Continue;
        });
        Assert.Equal("/bin/true\0", program);
        Assert.Equal(TraceStopKind.Executed, kinds[0]);
        Assert.Equal(TraceStopKind.Exiting, kinds[^1]);
        Assert.Contains(TraceStopKind.SystemCallEntered, kinds);
        Assert.True(tracer.Child!.WaitForExit().IsSuccess);
    }

    [Fact]
    public void Start_Disposed_ProgramGoesOnUntraced()
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        var options = new ChildProcessOptions("sh", "-c", "echo went on") { Descriptors = { [1] = output.Writer.Descriptor } };
        ProcessTracer tracer = ProcessTracer.Start(options, new ProcessTracerOptions { SystemCalls = SystemCallSet.All });
        output.Writer.Dispose();
        tracer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tracer.ThreadIds);
        using StreamReader reader = new(output.Reader);
        Assert.Equal("went on\n", reader.ReadToEnd());
    }

    [Fact]
    public void Start_Missing_SaysSo() =>
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => ProcessTracer.Start(new ChildProcessOptions("/no/such/program"))).Errno);

    [Fact]
    public async Task Threads_Processes_AndPrograms_AreToldAsTheyBegin()
    {
        using TracedPeer peer = TracedPeer.Start();
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { FollowChildren = true });
        List<(TraceStopKind Kind, int Process, int Detail)> seen = [];
        Task run = tracer.RunAsync(stop =>
        {
            int detail = stop.Kind == TraceStopKind.Cloned ? stop.NewThreadId : stop.Kind == TraceStopKind.Exiting ? stop.ExitStatus.ExitCode!.Value : stop.Thread.Id;
            if (stop.Kind != TraceStopKind.Signal)
                seen.Add((stop.Kind, stop.Thread.ProcessId, detail));
            return TraceAction.Continue;
        });
        Assert.Equal("joined", peer.Ask("thread"));
        Assert.Equal("forked 1 7", peer.Ask("fork"));
        Assert.Equal("executed", peer.Ask("exec"));
        await run;
        Assert.Equal(9, peer.Peer.Process.WaitForExit().ExitCode);
        int[] made = [.. seen.Where(one => one.Kind == TraceStopKind.Cloned).Select(one => one.Detail)];
        Assert.Equal(2, made.Length);
        Assert.Equal(made, seen.Where(one => one.Kind == TraceStopKind.Started).Select(one => one.Detail));
        Assert.Contains((TraceStopKind.Exiting, made[1], 7), seen);
        Assert.Contains((TraceStopKind.Executed, peer.Id, peer.Id), seen);
        Assert.Equal((TraceStopKind.Exiting, peer.Id, 9), seen[^1]);
    }

    private static string Run(Func<ChildProcessOptions, ChildProcess> start, string[] arguments, out ChildExitStatus status)
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        ChildProcessOptions options = new("/bin/sh", arguments) { Descriptors = { [1] = output.Writer.Descriptor, [2] = output.Writer.Descriptor } };
        using ChildProcess child = start(options);
        output.Writer.Dispose();
        using StreamReader reader = new(output.Reader);
        string text = reader.ReadToEnd();
        status = child.WaitForExit();
        return text;
    }
}
