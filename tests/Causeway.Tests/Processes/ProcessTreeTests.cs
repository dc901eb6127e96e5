using System.Globalization;
using System.Reflection;
using Causeway.Sys;
using Causeway.Tests.Named;

namespace Causeway.Tests.Processes;

/// <summary>Killing a child with everything that it started. All of a tree keep the other end of a pipe: its end is the last one's.</summary>
public sealed class ProcessTreeTests
{
    private static readonly string s_program = CCompiler.Compile("tree");

    [Theory]
    [InlineData("plain", 3, false)]
    [InlineData("plain", 3, true)]
    [InlineData("sessions", 4, false)]
    [InlineData("orphans", 4, true)]
    [InlineData("loop", 3, true)]
    [InlineData("spread", 1, false)]
    public async Task KillTree_WhateverItStarted_LeavesNobody(string kind, int width, bool ownGroup)
    {
        for (int round = 0; round < TestLoad.Rounds(60); round++)
        {
            using AnonymousPipe alive = AnonymousPipe.Create();
            using ChildProcess child = StartTree(alive, ownGroup, ownControlGroup: false, kind, width);
            if (round % 2 == 0)
                child.KillTree();
            else
                await child.KillTreeAsync();
            Assert.Equal(0, alive.Reader.Read(new byte[1]));
            Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
        }
    }

    [Fact]
    public void KillTree_ChildThatHasEndedAndIsReaped_KillsItsGroup()
    {
        if (Environment.OSVersion.Version < new Version(6, 9))
            return;
        using AnonymousPipe alive = AnonymousPipe.Create();
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("sh", "-c", "sleep 1000 & exit 0")
        {
            ProcessGroup = 0,
            Descriptors = { [7] = alive.Writer.Descriptor },
        });
        alive.Writer.Dispose();
        child.WaitForExit();
        child.KillTree();
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
        child.KillTree();
    }

    [Fact]
    public async Task KillTree_TokenThatIsCancelledAlready_KillsAllTheSame()
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        using ChildProcess child = StartTree(alive, ownGroup: false, ownControlGroup: false, "plain", 3);
        try
        {
            await child.KillTreeAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // Where they did not end before it looked.
        }

        Assert.Equal(0, alive.Reader.Read(new byte[1]));
        Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
    }

    [Fact]
    public void KillOrphans_ProcessThatAdoptsNone_IsRefused() => Assert.Throws<InvalidOperationException>(ChildProcess.KillOrphans);

    [Fact]
    public unsafe void KillTree_ChildThatSomethingElseReaped_DoesNotTrustItsNumber()
    {
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("sleep", "1000") { ProcessGroup = 0 });
        using ChildProcess other = ChildProcess.Start("sleep", "1000");
        child.TrySendSignal(Signal.Kill);
        LibC.siginfo_t info;
        _ = LibC.waitid(LibC.P_PID, child.Id, &info, LibC.WEXITED);

        // The number is another's now, as far as the tree can see by it.
        using ProcessTree tree = new(other.Id, DescriptorOf(child), mark: null);
        tree.Freeze(Deadline.Infinite, CancellationToken.None);
        tree.Kill(Deadline.Infinite, CancellationToken.None);
        tree.AwaitEnd(Deadline.Infinite, CancellationToken.None);
        Assert.False(other.HasExited);
        child.KillTree();
        other.Kill();
        other.WaitForExit();

        static SafeFileDescriptor DescriptorOf(ChildProcess child) =>
            (SafeFileDescriptor)typeof(ChildProcess).GetField("_processDescriptor", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(child)!;
    }

    [Fact]
    public async Task KillTree_OfAnotherThread_DoesNotKeepWaitersPastTheirTime()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        using ManualResetEventSlim held = new();
        using ManualResetEventSlim release = new();
        ChildReaper reaper = (ChildReaper)typeof(ChildProcess).GetField("_reaper", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(child)!;
        Task killing = OwnThread.Start(() => reaper.TryBeforeReaping(() =>
        {
            held.Set();
            release.Wait();
        }));
        held.Wait();
        Assert.Throws<TimeoutException>(() => child.WaitForExit(TimeSpan.FromMilliseconds(50)));
        Assert.False(reaper.TryWatch());
        release.Set();
        await killing;
        child.Kill();
        child.WaitForExit();
    }

    [Fact]
    public void KillTree_AtTheDescriptorLimit_LeavesNobodyStopped()
    {
        using Peer peer = Peer.StartDotnetLimited(256, KillAtTheLimit);
        peer.Expect("all gone");
        peer.ExpectSuccess();
    }

    [Fact]
    public void KillTree_Others_AreLeftAlone()
    {
        using ChildProcess other = ChildProcess.Start("sleep", "1000");
        using ChildProcess child = ChildProcess.Start("sh", "-c", "sleep 1000 & sleep 1000");
        child.KillTree();
        Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
        Assert.False(other.HasExited);
        Assert.DoesNotContain(") T ", File.ReadAllText($"/proc/{other.Id}/stat"), StringComparison.Ordinal);
        other.Kill();
        other.WaitForExit();
    }

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
        using ChildProcess child = StartTree(alive, ownGroup: false, ownControlGroup: true, "daemons", 5);
        string group = File.ReadAllLines($"/proc/{child.Id}/cgroup").Single(static line => line.StartsWith("0::", StringComparison.Ordinal));
        Assert.Contains($"/causeway-{Environment.ProcessId}-", group);
        child.KillTree();
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
        Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
    }

    private static void KillAtTheLimit(string[] arguments)
    {
        // At the limit the runtime can load nothing: what the calls need is loaded here.
        foreach (AssemblyName needed in new[] { typeof(Errno).Assembly, typeof(ChildProcess).Assembly, typeof(ProcessTreeTests).Assembly }.SelectMany(static assembly => assembly.GetReferencedAssemblies()))
            _ = Assembly.Load(needed);
        using AnonymousPipe alive = AnonymousPipe.Create();
        using ChildProcess child = StartTree(alive, ownGroup: true, ownControlGroup: false, "plain", 3);
        List<SafeFileDescriptor> taken = [];

        // Nor can it make threads: the pool has those that it needs for the child's end.
        Task.WaitAll([.. Enumerable.Range(0, 8).Select(static _ => Task.Run(static () => Thread.Sleep(100)))]);
        try
        {
            while (true)
                taken.Add(alive.Reader.Descriptor.Duplicate());
        }
        catch (SyscallException)
        {
            // Room for /proc and a few members.
            for (int i = 1; i <= 5; i++)
                taken[^i].Dispose();
        }

        bool isRefused = false;
        try
        {
            child.KillTree();
        }
        catch (IOException)
        {
            isRefused = true;
        }

        foreach (SafeFileDescriptor descriptor in taken)
            descriptor.Dispose();
        Assert.True(isRefused);
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
        Assert.Equal(Signal.Kill, child.WaitForExit().Signal);
        Console.WriteLine("all gone");
    }

    private static async Task KillDaemons(string[] arguments)
    {
        ChildProcess.AdoptOrphans();
        ChildProcess.AdoptOrphans();
        using (AnonymousPipe alive = AnonymousPipe.Create())
        {
            using ChildProcess child = StartTree(alive, ownGroup: false, ownControlGroup: false, "daemons", 5);
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

    private static ChildProcess StartTree(AnonymousPipe alive, bool ownGroup, bool ownControlGroup, string kind, int width)
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        ChildProcess child = ChildProcess.Start(new ChildProcessOptions(s_program, kind, width.ToString(CultureInfo.InvariantCulture))
        {
            ProcessGroup = ownGroup ? 0 : null,
            OwnControlGroup = ownControlGroup,
            Descriptors = { [1] = output.Writer.Descriptor, [7] = alive.Writer.Descriptor },
        });
        alive.Writer.Dispose();
        output.Writer.Dispose();

        // To "ready": others of the tree keep the pipe open.
        List<char> line = [];
        while (string.Concat(line) != "ready")
        {
            int next = output.Reader.ReadByte();
            Assert.NotEqual(-1, next);
            if (next == '\n' && string.Concat(line) != "ready")
                line.Clear();
            else
                line.Add((char)next);
        }

        return child;
    }
}
