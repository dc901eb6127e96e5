namespace Causeway.Tests.Processes;

/// <summary>Killing a child with those that left it: their parents have ended, and their sessions are their own.</summary>
public sealed class ProcessTreeDaemonTests
{
    [Fact]
    public void KillOrphans_ProcessThatAdoptsNone_IsRefused() => Assert.Throws<InvalidOperationException>(ChildProcess.KillOrphans);

    [Fact]
    public void AdoptOrphans_DaemonsOfATree_AreKilledWithIt_AndLeaveNoZombie()
    {
        using Peer peer = Peer.StartDotnet(KillDaemons);
        peer.Expect("all gone");
        peer.Expect("all reaped");
        peer.Expect("orphans gone");
        peer.ExpectSuccess();
    }

    [Fact]
    public void OwnControlGroup_WhereNoneCanBeMade_SaysWhatItNeeds()
    {
        ChildProcess child;
        try
        {
            child = ChildProcess.Start(new ChildProcessOptions("sleep", "1000") { OwnControlGroup = true });
        }
        catch (Exception e) when (e is PlatformNotSupportedException or IOException or UnauthorizedAccessException)
        {
            Assert.Contains("OwnControlGroup", e.Message);
            return;
        }

        using (child)
        {
            child.KillTree();
            Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
        }
    }

    [ControlGroupFact]
    public void OwnControlGroup_Daemons_AreKilledAtOneStroke()
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        using ChildProcess child = TreeProgram.Start(alive, ownGroup: false, ownControlGroup: true, "daemons", 5);
        string group = File.ReadAllLines($"/proc/{child.Id}/cgroup").Single(static line => line.StartsWith("0::", StringComparison.Ordinal));
        Assert.Contains($"/causeway-{Environment.ProcessId}-", group);
        child.KillTree();
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
        Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
    }

    private static async Task KillDaemons(string[] arguments)
    {
        ChildProcess.AdoptOrphans();
        ChildProcess.AdoptOrphans();
        using (AnonymousPipe alive = AnonymousPipe.Create())
        {
            using ChildProcess child = TreeProgram.Start(alive, ownGroup: false, ownControlGroup: false, "daemons", 5);
            using System.Diagnostics.Process beside = System.Diagnostics.Process.Start("sleep", "1000");
            child.KillTree();
            child.WaitForExit();
            Assert.Equal(0, alive.Reader.Read(new byte[1]));
            Assert.False(beside.HasExited);
            beside.Kill();
            await beside.WaitForExitAsync();
            Assert.Equal(128 + Signal.Kill.Number, beside.ExitCode);
        }

        Assert.Empty(ChildProcesses.OfThisProcess());
        Console.WriteLine("all gone");

        // One that ends by itself after its parent has.
        using (ChildProcess child = ChildProcess.Start("sh", "-c", "(sleep 0.01 &) ; exit 0"))
            Assert.True((await child.WaitForExitAsync()).IsSuccess);
        while (ChildProcesses.OfThisProcess().Length > 0)
        {
            // Others that end all the time must not put it off.
            using ChildProcess other = ChildProcess.Start("true");
            other.WaitForExit();
            await Task.Delay(100);
        }
        Console.WriteLine("all reaped");

        // What cleared its environment has no mark.
        using (AnonymousPipe alive = AnonymousPipe.Create())
        {
            ChildProcessOptions options = new("sh", "-c", "env -i sh -c 'setsid sleep 1000 & setsid sleep 1000 & exit' & wait") { Descriptors = { [7] = alive.Writer.Descriptor } };
            using ChildProcess child = ChildProcess.Start(options);
            using ChildProcess other = ChildProcess.Start("sleep", "1000");
            alive.Writer.Dispose();
            await child.WaitForExitAsync();
            ChildProcess.KillOrphans();
            Assert.Equal(0, alive.Reader.Read(new byte[1]));
            Assert.False(other.HasExited);
            other.Kill();
            other.WaitForExit();
        }

        Assert.Empty(ChildProcesses.OfThisProcess());
        Console.WriteLine("orphans gone");
    }
}
