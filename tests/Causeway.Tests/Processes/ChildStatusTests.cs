namespace Causeway.Tests.Processes;

/// <summary>What is told of a child: what it took of the machine, its stops, its limits.</summary>
public sealed class ChildStatusTests
{
    [Fact]
    public void ResourceUsage_ChildThatWorked_IsToldWithItsStatus()
    {
        // dd touches its buffer of 64 MiB, and the kernel fills it.
        using ChildProcess child = ChildProcess.Start("dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=4", "status=none");
        ChildExitStatus status = child.WaitForExit();
        Assert.True(status.IsSuccess);
        Assert.InRange(status.ResourceUsage.PeakResidentBytes, 64L << 20, long.MaxValue);
        Assert.True(status.ResourceUsage.UserTime + status.ResourceUsage.SystemTime > TimeSpan.Zero);

        // The peak may be this process's own, from before the exec; the faults are the child's.
        using ChildProcess idle = ChildProcess.Start("true");
        Assert.True(status.ResourceUsage.MinorFaults > idle.WaitForExit().ResourceUsage.MinorFaults);
    }

    [Fact]
    public async Task StateChanges_StopAndContinue_AreTold_AndTheStreamEndsWithTheChild()
    {
        // In a group of its own: SIGTSTP stops nobody in an orphaned group, which this process's may be.
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("sleep", "1000") { ProcessGroup = 0 });
        await using IAsyncEnumerator<ChildStateChange> changes = child.ReadStateChangesAsync().GetAsyncEnumerator();
        for (int round = 0; round < 5; round++)
        {
            Assert.True(child.TrySendSignal(round % 2 == 0 ? Signal.Stop : new Signal(20)));
            Assert.True(await changes.MoveNextAsync());
            Assert.Equal(new ChildStateChange(IsStopped: true, round % 2 == 0 ? Signal.Stop : new Signal(20)), changes.Current);
            Assert.False(child.HasExited);
            Assert.True(child.TrySendSignal(Signal.Cont));
            Assert.True(await changes.MoveNextAsync());
            Assert.Equal(new ChildStateChange(IsStopped: false, Signal.Cont), changes.Current);
        }

        child.Kill();
        Assert.False(await changes.MoveNextAsync());
    }

    [Fact]
    public async Task StateChanges_StoppedBeforeAnybodyLooked_IsTold()
    {
        // It stops itself as soon as it runs; its parent is told by SIGCHLD, which may be long past.
        using ChildProcess child = ChildProcess.Start("sh", "-c", "kill -STOP $$; exit 3");
        while (!File.ReadAllText($"/proc/{child.Id}/stat").Contains(") T ", StringComparison.Ordinal))
            await Task.Yield();
        List<string> seen = [];
        await foreach (ChildStateChange change in child.ReadStateChangesAsync())
        {
            seen.Add(change.ToString());
            if (change.IsStopped)
                child.TrySendSignal(Signal.Cont);
        }

        Assert.Equal("stopped by SIGSTOP", seen[0]);
        Assert.Equal(3, child.WaitForExit().ExitCode);
    }

    [Fact]
    public async Task StateChanges_Token_EndsTheStream()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        using CancellationTokenSource cancel = new();
        ValueTask<bool> next = child.ReadStateChangesAsync(cancel.Token).GetAsyncEnumerator(cancel.Token).MoveNextAsync();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        child.Kill();
        child.WaitForExit();
    }

    [Theory]
    [InlineData(ResourceLimit.OpenFiles, 40, 50, "Max open files")]
    [InlineData(ResourceLimit.Core, 0, 0, "Max core file size")]
    [InlineData(ResourceLimit.CpuTime, 10, 20, "Max cpu time")]
    [InlineData(ResourceLimit.FileSize, 4096, 8192, "Max file size")]
    [InlineData(ResourceLimit.Stack, 1 << 20, 2 << 20, "Max stack size")]
    [InlineData(ResourceLimit.AddressSpace, 1 << 30, 1 << 30, "Max address space")]
    [InlineData(ResourceLimit.Data, 1 << 30, 1 << 30, "Max data size")]
    [InlineData(ResourceLimit.ResidentSet, 1 << 30, 1 << 30, "Max resident set")]
    [InlineData(ResourceLimit.Processes, 100, 200, "Max processes")]
    [InlineData(ResourceLimit.LockedMemory, 4096, 4096, "Max locked memory")]
    [InlineData(ResourceLimit.FileLocks, 10, 20, "Max file locks")]
    [InlineData(ResourceLimit.PendingSignals, 10, 20, "Max pending signals")]
    [InlineData(ResourceLimit.MessageQueues, 1000, 2000, "Max msgqueue size")]
    [InlineData(ResourceLimit.Nice, 0, 0, "Max nice priority")]
    [InlineData(ResourceLimit.RealTimePriority, 0, 0, "Max realtime priority")]
    [InlineData(ResourceLimit.RealTimeTime, 1000, 2000, "Max realtime timeout")]
    public void ResourceLimits_EachOfThem_HoldInTheProgram(ResourceLimit limit, int soft, int hard, string name)
    {
        string line = Output(new ChildProcessOptions("grep", "^" + name, "/proc/self/limits") { ResourceLimits = { [limit] = new((ulong)soft, (ulong)hard) } });
        string[] words = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([$"{soft}", $"{hard}"], words.Take(2));
    }

    [Fact]
    public void ResourceLimits_BadOrRefused_AreSaidAndLeaveNoChild()
    {
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { ResourceLimits = { [ResourceLimit.Core] = new(2, 1) } }));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { ResourceLimits = { [(ResourceLimit)99] = new(1) } }));
        SyscallException refused = Assert.Throws<SyscallException>(() => ChildProcess.Start(new ChildProcessOptions("true") { ResourceLimits = { [ResourceLimit.OpenFiles] = new(ResourceLimitValues.Unlimited) } }));
        Assert.Equal(Errno.EPERM, refused.Errno);
        Assert.Contains("nr_open", refused.Message);
    }

    [Fact]
    public void ResourceLimits_CpuTime_EndsTheChildBySigxcpu()
    {
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("sh", "-c", "while :; do :; done") { ResourceLimits = { [ResourceLimit.CpuTime] = new(1, 5) } });
        Assert.Equal(new Signal(24), child.WaitForExit().Signal);
    }

    private static string Output(ChildProcessOptions options)
    {
        using Peer peer = Peer.Start(options);
        string line = peer.ReadLine() ?? "";
        peer.ExpectSuccess();
        return line;
    }
}
