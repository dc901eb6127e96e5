using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Processes.Tracing;

/// <summary>Kill -9 of tracer, tracee, parent and child at random stops: nothing is left stopped, no zombie, no hang.</summary>
public sealed class TracerKillTests
{
    private const int Kills = 500;
    private const int TreeRounds = 6;

    /// <summary>More than a tree makes: some are never killed.</summary>
    private const int MostStops = 1500;

    private static readonly string[] s_victims = ["tracee", "parent", "child", "tracer"];

    [Fact]
    public void Kill_AtARandomStop_LeavesNothingBehind()
    {
        foreach (int round in TestLoad.Choose(Kills))
        {
            Random random = TestLoad.NewRandom(round);
            string victim = s_victims[round % s_victims.Length];
            int stop = random.Next(1, MostStops);
            using TracedTree tree = TracedTree.Start(TreeRounds);
            if (victim == "tracer")
                KillTracer(tree, stop);
            else
                KillTraced(tree, victim, stop);
            tree.ExpectAllGone();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kill_TracerWithTargetsThatGoOn_KillsThemOnlyIfAsked(bool kills)
    {
        using TracedPeer target = TracedPeer.Start("threads", "2");
        using Peer tracer = Peer.StartDotnet(TraceForEver, target.Id.ToString(CultureInfo.InvariantCulture), kills.ToString());
        tracer.Expect("tracing");
        tracer.Process.Kill();
        tracer.Process.WaitForExit();
        if (kills)
            Assert.Equal(Signal.Kill, target.Peer.Process.WaitForExit().Signal);
        else
            Assert.Equal("rounds", target.Ask("rounds"));
    }

    private static void KillTraced(TracedTree tree, string victim, int atStop)
    {
        using ProcessTracer tracer = ProcessTracer.Seize(tree.ParentId, new ProcessTracerOptions { FollowChildren = true, SystemCalls = SystemCallSet.All });
        tree.Go();
        int stops = 0;
        bool killed = false;
        tracer.Run(stop =>
        {
            if (++stops < atStop || killed)
                return TraceAction.Continue;
            int process = stop.Thread.ProcessId;
            if (victim == "child" && process == tree.ParentId)
                return TraceAction.Continue;
            killed = true;
            _ = LibC.kill(victim == "parent" ? tree.ParentId : process, Signal.Kill.Number);
            return TraceAction.Continue;
        });
        Assert.Empty(tracer.ThreadIds);
    }

    private static void KillTracer(TracedTree tree, int atStop)
    {
        using Peer tracer = Peer.StartDotnet(TraceAndDie, tree.ParentId.ToString(CultureInfo.InvariantCulture), atStop.ToString(CultureInfo.InvariantCulture));
        tracer.Expect("tracing");
        tree.Go();
        tracer.Process.WaitForExit();
    }

    private static void TraceAndDie(string[] arguments)
    {
        int left = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        using ProcessTracer tracer = ProcessTracer.Seize(
            int.Parse(arguments[0], CultureInfo.InvariantCulture), new ProcessTracerOptions { FollowChildren = true, SystemCalls = SystemCallSet.All });
        Console.WriteLine("tracing");
        tracer.Run(stop =>
        {
            if (--left == 0)
                _ = LibC.kill(Environment.ProcessId, Signal.Kill.Number);
            return TraceAction.Continue;
        });
    }

    private static void TraceForEver(string[] arguments)
    {
        using ProcessTracer tracer = ProcessTracer.Seize(
            int.Parse(arguments[0], CultureInfo.InvariantCulture), new ProcessTracerOptions { SystemCalls = SystemCallSet.All, KillWithTracer = bool.Parse(arguments[1]) });
        bool said = false;
        tracer.Run(_ =>
        {
            if (!said)
                Console.WriteLine("tracing");
            said = true;
            return TraceAction.Continue;
        });
    }
}
