using System.Runtime.InteropServices;

namespace Causeway.Tests.Processes.Tracing;

public sealed class ProcessTracerTests
{
    private static readonly int s_getppid = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 173 : 110;

    [Fact]
    public async Task Seize_CallOfTheSet_IsSeenAtEntryAndExit()
    {
        using TracedPeer peer = TracedPeer.Start();
        List<string> seen = [];
        using ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = SystemCallSet.Of(s_getppid) });
        Task run = tracer.RunAsync(stop =>
        {
            seen.Add($"{stop.Kind} {stop.SystemCall} {(stop.Kind == TraceStopKind.SystemCallExited ? stop.Result : 0)}");
            return TraceAction.Continue;
        });
        Assert.Equal("called parent", peer.Ask("call"));
        tracer.Detach(peer.Id);
        await run;
        Assert.Equal(
            [$"SystemCallEntered {s_getppid} 0", $"SystemCallExited {s_getppid} {Environment.ProcessId}", $"SystemCallEntered {s_getppid} 0", $"SystemCallExited {s_getppid} {Environment.ProcessId}"],
            seen);
        Assert.Equal("called parent", peer.Ask("call"));
        Assert.Equal(4, seen.Count);
        Assert.Equal("0", File.ReadAllLines($"/proc/{peer.Id}/status").Single(line => line.StartsWith("TracerPid:", StringComparison.Ordinal)).Split('\t')[1]);
    }

    [Fact]
    public void Dispose_BusyThreads_LetsAllGo()
    {
        using TracedPeer peer = TracedPeer.Start("threads", "3");
        for (int round = 0; round < TestLoad.Rounds(200); round++)
        {
            using (ProcessTracer tracer = ProcessTracer.Seize(peer.Id, new ProcessTracerOptions { SystemCalls = SystemCallSet.All }))
            {
                Assert.Equal(4, tracer.ThreadIds.Count);
                int left = 50;
                using CancellationTokenSource enough = new();
                Assert.ThrowsAny<OperationCanceledException>(() => tracer.Run(
                    _ =>
                    {
                        if (--left == 0)
                            enough.Cancel();
                        return TraceAction.Continue;
                    },
                    timeout: null,
                    enough.Token));
            }

            Assert.Equal("rounds", peer.Ask("rounds"));
        }
    }
}
