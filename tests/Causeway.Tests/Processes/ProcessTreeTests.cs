using System.Reflection;
using Causeway.Sys;
using Causeway.Tests.Named;

namespace Causeway.Tests.Processes;

/// <summary>Killing a child with everything that it started. All of a tree keep the other end of a pipe: its end is the last one's.</summary>
public sealed class ProcessTreeTests
{
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
            using ChildProcess child = TreeProgram.Start(alive, ownGroup, ownControlGroup: false, kind, width);
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
        using ChildProcess child = TreeProgram.Start(alive, ownGroup: false, ownControlGroup: false, "plain", 3);
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

    private static void KillAtTheLimit(string[] arguments)
    {
        // At the limit the runtime can load nothing: what the calls need is loaded here.
        foreach (AssemblyName needed in new[] { typeof(Errno).Assembly, typeof(ChildProcess).Assembly, typeof(ProcessTreeTests).Assembly }.SelectMany(static assembly => assembly.GetReferencedAssemblies()))
            _ = Assembly.Load(needed);
        using AnonymousPipe alive = AnonymousPipe.Create();
        using ChildProcess child = TreeProgram.Start(alive, ownGroup: true, ownControlGroup: false, "plain", 3);
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
}
