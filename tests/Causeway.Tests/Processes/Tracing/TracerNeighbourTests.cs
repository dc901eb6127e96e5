using System.Diagnostics;

namespace Causeway.Tests.Processes.Tracing;

/// <summary>Tracing takes nobody's child, whoever started it and on whichever thread.</summary>
public sealed class TracerNeighbourTests
{
    [Fact]
    public async Task Children_OfOthersMeanwhile_KeepTheirStatus()
    {
        using ProcessTracer tracer = ProcessTracer.Start(
            new ChildProcessOptions("sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do /bin/true; (exit 1) & done; wait; exit 9"),
            new ProcessTracerOptions { FollowChildren = true, SystemCalls = SystemCallSet.All });
        List<Process> started = [];
        List<ChildProcess> ours = [];
        int stops = 0;
        Task run = tracer.RunAsync(_ =>
        {
            // On the tracing thread itself.
            if (++stops % 200 == 0 && started.Count < 5)
            {
                started.Add(Process.Start("sh", ["-c", $"exit {started.Count}"]));
                ours.Add(ChildProcess.Start("sh", "-c", $"exit {ours.Count}"));
            }

            return TraceAction.Continue;
        });
        for (int code = 0; code < 10; code++)
        {
            using Process process = Process.Start("sh", ["-c", $"exit {code}"]);
            using ChildProcess child = ChildProcess.Start("sh", "-c", $"exit {code}");
            await process.WaitForExitAsync();
            Assert.Equal(code, process.ExitCode);
            Assert.Equal(code, child.WaitForExit().ExitCode);
        }

        await run;
        Assert.Equal(9, tracer.Child!.WaitForExit().ExitCode);
        Assert.Equal(5, started.Count);
        for (int code = 0; code < started.Count; code++)
        {
            await started[code].WaitForExitAsync();
            Assert.Equal(code, started[code].ExitCode);
            Assert.Equal(code, ours[code].WaitForExit().ExitCode);
            started[code].Dispose();
            ours[code].Dispose();
        }
    }

    [Fact]
    public void Child_KilledWhileItIsStopped_KeepsItsStatus()
    {
        for (int round = 0; round < 50; round++)
        {
            using ChildProcess child = ChildProcess.Start("sh", "-c", "while :; do echo; done >/dev/null");
            using ProcessTracer tracer = ProcessTracer.Seize(child.Id, new ProcessTracerOptions { SystemCalls = SystemCallSet.All });
            int stops = 0;
            tracer.Run(_ =>
            {
                if (++stops == 2)
                    child.Kill();
                return TraceAction.Continue;
            });
            Assert.NotNull(child.WaitForExit().Signal);
        }
    }

    [Fact]
    public async Task Tracers_SeveralInOneProcess_KeepApart()
    {
        using TracedPeer one = TracedPeer.Start();
        using TracedPeer two = TracedPeer.Start();
        using ProcessTracer first = ProcessTracer.Seize(one.Id);
        using ProcessTracer second = ProcessTracer.Seize(two.Id);
        Task firstRun = first.RunAsync(static stop => stop.Kind == TraceStopKind.Signal ? TraceAction.Swallow : TraceAction.Continue);
        Task secondRun = second.RunAsync(static stop => stop.Kind == TraceStopKind.Signal ? TraceAction.Deliver(Signal.Usr2) : TraceAction.Continue);
        Assert.Equal("raised 0", one.Ask("raise"));
        Assert.Equal("raised 12", two.Ask("raise"));
        one.Peer.Process.Kill();
        two.Peer.Process.Kill();
        await Task.WhenAll(firstRun, secondRun);
    }
}
