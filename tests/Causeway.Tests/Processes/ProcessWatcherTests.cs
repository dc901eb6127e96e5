using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Processes;

/// <summary>Watching processes that are not this process's children.</summary>
public sealed class ProcessWatcherTests : IDisposable
{
    private readonly bool _hasPidfdInfo = LibC.HasPidfdInfo;

    public void Dispose() => LibC.HasPidfdInfo = _hasPidfdInfo;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WaitForExit_GrandchildThatNobodyWaitedForYet_SaysHowItEnded(bool pidfdInfo)
    {
        LibC.HasPidfdInfo &= pidfdInfo;
        (Peer parent, int[] pids) = StartMany(3, keep: true);
        using (parent)
        {
            using ProcessWatcher exits = ProcessWatcher.Open(pids[0]);
            using ProcessWatcher killed = ProcessWatcher.Open(pids[1]);
            Task<ChildExitStatus?> exit = exits.WaitForExitAsync();
            Assert.False(exits.HasExited);
            Assert.Null(exits.ExitStatus);
            Do(parent, "exit 0 42");
            Do(parent, "kill 1 9");
            Assert.Equal(42, (await exit)?.ExitCode);
            Assert.Equal(Signal.Kill, killed.WaitForExit()?.Signal);
            Assert.True(exits.HasExited);

            // Not waited for by its parent, it still takes signals.
            Assert.True(exits.TrySendSignal(Signal.Term));
            Do(parent, "all");
        }
    }

    [Fact]
    public void ExitStatus_OfOneThatWasWaitedFor_IsKnownWhereTheKernelKeepsIt()
    {
        (Peer parent, int[] pids) = StartMany(2, keep: false);
        using (parent)
        {
            using ProcessWatcher watcher = ProcessWatcher.Open(pids[0]);
            Do(parent, "exit 0 0");
            ChildExitStatus? status = watcher.WaitForExit();
            LibC.HasPidfdInfo = false;
            Assert.Null(watcher.WaitForExit());
            Assert.Null(watcher.ExitStatus);
            LibC.HasPidfdInfo = _hasPidfdInfo;
            Assert.Equal(status, watcher.ExitStatus);
            if (Environment.OSVersion.Version >= new Version(6, 15))
                Assert.Equal(0, status?.ExitCode);

            // SIG-13, SIG-14.
            Assert.False(watcher.TrySendSignal(Signal.Term));
            Assert.False(ProcessWatcher.TryOpen(pids[0], watcher.StartedAfterBoot, out _));
            Assert.Equal(Errno.ESRCH, Assert.Throws<SyscallException>(() => ProcessWatcher.Open(pids[0], watcher.StartedAfterBoot)).Errno);
            Do(parent, "all");
        }
    }

    [Fact]
    public void Open_OtherStartTime_IsAnotherProcess()
    {
        using ProcessWatcher self = ProcessWatcher.Open(Environment.ProcessId);
        Assert.Equal(Environment.ProcessId, self.Id);
        using (ProcessWatcher again = ProcessWatcher.Open(self.Id, self.StartedAfterBoot))
            Assert.Equal(self.StartedAfterBoot, again.StartedAfterBoot);
        Assert.False(ProcessWatcher.TryOpen(self.Id, self.StartedAfterBoot + TimeSpan.FromMilliseconds(10), out _));
        SyscallException refused = Assert.Throws<SyscallException>(() => ProcessWatcher.Open(self.Id, TimeSpan.Zero));
        Assert.Contains("started then", refused.Message);
    }

    [Fact]
    public void Open_WhatIsNoProcess_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessWatcher.Open(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessWatcher.Open(-1));
        int thread = Directory.EnumerateDirectories("/proc/self/task").Select(static path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).First(static id => id != Environment.ProcessId);
        SyscallException refused = Assert.Throws<SyscallException>(() => ProcessWatcher.Open(thread));
        Assert.True(refused.Errno == Errno.EINVAL || refused.Errno == Errno.ENOENT, refused.Message);
        Assert.Contains("thread", refused.Message);
        using AnonymousPipe pipe = AnonymousPipe.Create();
        Assert.Throws<ArgumentException>(() => ProcessWatcher.FromDescriptor(pipe.Reader.Descriptor));
    }

    [Fact]
    public async Task FromDescriptor_OfASocketsPeer_WatchesIt()
    {
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.CreatePair();
        using (ours)
        {
            // The pair's peer is who made it, this process: a pidfd all the same.
            using (theirs)
            using (SafeFileDescriptor? peer = ours.OpenPeerProcess())
            {
                Assert.NotNull(peer);
                using ProcessWatcher self = ProcessWatcher.FromDescriptor(peer);
                Assert.Equal(Environment.ProcessId, self.Id);
                Assert.NotNull(self.StartedAfterBoot);
                Assert.False(self.HasExited);
            }
        }

        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        using ProcessWatcher opened = ProcessWatcher.Open(child.Id);
        using ProcessWatcher watcher = ProcessWatcher.FromDescriptor(opened.Descriptor);
        opened.Dispose();
        Assert.Equal(child.Id, watcher.Id);
        Task<ChildExitStatus?> exit = watcher.WaitForExitAsync();
        child.Kill();
        child.WaitForExit();
        Assert.Equal(Signal.Kill, (await exit ?? watcher.ExitStatus)?.Signal);
        using ProcessWatcher late = ProcessWatcher.FromDescriptor(watcher.Descriptor);
        Assert.Equal(0, late.Id);
        Assert.Null(late.StartedAfterBoot);
        Assert.True(late.HasExited);
    }

    [Fact]
    public async Task Wait_TimeoutTokenAndDispose_EndTheWait()
    {
        ProcessWatcher self = ProcessWatcher.Open(Environment.ProcessId);
        Assert.Throws<TimeoutException>(() => self.WaitForExit(TimeSpan.FromMilliseconds(5)));
        using CancellationTokenSource cancel = new();
        Task<ChildExitStatus?> waiting = self.WaitForExitAsync(cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.ThrowsAny<OperationCanceledException>(() => self.WaitForExit(timeout: null, cancel.Token));
        Task<ChildExitStatus?> cut = self.WaitForExitAsync();
        self.Dispose();
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => cut);
    }

    [RootFact]
    public void OtherUsersProcess_IsWatched_AndNotSignalled() => OtherUser.ExpectSuccess(WatchRootsProcess, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public async Task WaitForExitAsync_Thousands_AddNoThread()
    {
        int count = Math.Min(TestLoad.Rounds(5000), DescriptorLimit() / 2);
        (Peer parent, int[] pids) = StartMany(count, keep: true);
        using (parent)
        {
            using (ProcessWatcher first = ProcessWatcher.Open(pids[0]))
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitForExitAsync(new CancellationTokenSource(millisecondsDelay: 1).Token));
            int own = OwnThreads();
            int threads = Directory.GetDirectories("/proc/self/task").Length;
            ProcessWatcher[] watchers = [.. pids.Select(static pid => ProcessWatcher.Open(pid))];
            Task<ChildExitStatus?>[] exits = [.. watchers.Select(static watcher => watcher.WaitForExitAsync())];
            Assert.True(exits.All(static exit => !exit.IsCompleted));

            // The pool may have grown or shrunk by what other tests do: of the library's own there is none more.
            Assert.Equal(own, OwnThreads());
            Assert.InRange(Directory.GetDirectories("/proc/self/task").Length, 1, threads + (count / 2));
            Do(parent, "all");
            await Task.WhenAll(exits);
            Assert.All(exits.Zip(watchers), static pair => Assert.Equal(Signal.Term, (pair.First.Result ?? pair.Second.ExitStatus)?.Signal));
            Array.ForEach(watchers, static watcher => watcher.Dispose());
        }
    }

    private static int DescriptorLimit()
    {
        string line = File.ReadLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture);
    }

    private static int OwnThreads() => Directory.EnumerateDirectories("/proc/self/task").Count(static task =>
    {
        try
        {
            return File.ReadAllText(task + "/comm").StartsWith("causeway-react", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    private static void WatchRootsProcess(string[] arguments)
    {
        using ProcessWatcher watcher = ProcessWatcher.Open(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Assert.NotNull(watcher.StartedAfterBoot);
        Assert.False(watcher.HasExited);

        // SIG-22. SIGURG, which would be ignored.
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(() => watcher.TrySendSignal(new Signal(23))).Errno);

        // Of a zombie of its own, which nobody has waited for, exit code 0 is known, too.
        (Peer parent, int[] pids) = StartMany(count: 1, keep: true);
        using (parent)
        using (ProcessWatcher own = ProcessWatcher.Open(pids[0]))
        {
            Do(parent, "exit 0 0");
            Assert.Equal(0, own.WaitForExit()?.ExitCode);
            Do(parent, "all");
        }
    }

    private static (Peer Parent, int[] Pids) StartMany(int count, bool keep)
    {
        Peer parent = Peer.StartC("fork_many", [count.ToString(CultureInfo.InvariantCulture), .. keep ? ["keep"] : Array.Empty<string>()]);
        int[] pids = new int[count];
        for (int i = 0; i < count; i++)
            pids[i] = int.Parse(parent.ReadLine() ?? throw new InvalidOperationException($"only {i} of {count} processes could be made: see ulimit -u and pids.max"), CultureInfo.InvariantCulture);
        parent.Expect("ready");
        return (parent, pids);
    }

    private static void Do(Peer parent, string command)
    {
        parent.Send(command);
        parent.Expect("done");
    }
}
