using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The examples of docs/processes.md do what the page says.</summary>
public sealed class ProcessesPageTests
{
    [Fact]
    public async Task Examples_Run_AndDoWhatTheySay()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "b\na\nb\n");
            Assert.Equal("a\nb\n", await Processes.StartAndAwaitAsync(path));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.True(Processes.Limit("true").IsSuccess);
        Assert.Equal("50 132\r\n", Processes.OnATerminal());
    }

    [Fact]
    public async Task Examples_OfOneChild_FollowIt()
    {
        using ChildProcess child = ChildProcess.Start("sh", "-c", "kill -STOP $$; sleep 1000");
        while (!(await File.ReadAllTextAsync($"/proc/{child.Id}/stat")).Contains(") T ", StringComparison.Ordinal))
            await Task.Yield();

        // What was before is told at once: the stop, before it goes on.
        Task<int> stops = Processes.FollowStopsAsync(child, CancellationToken.None);
        Task<string> watched = Processes.WatchAsync(child.Id, CancellationToken.None);
        using (ProcessWatcher watcher = ProcessWatcher.Open(child.Id))
        {
            Assert.False(Processes.SignalTheVeryOne(child.Id, watcher.StartedAfterBoot!.Value + TimeSpan.FromSeconds(1)));
            Assert.True(Processes.SignalTheVeryOne(child.Id, watcher.StartedAfterBoot!.Value));
        }

        // SIGTERM waits for the stopped process to go on.
        child.TrySendSignal(Signal.Cont);
        Assert.Equal(Signal.Term, child.WaitForExit().Signal);
        child.KillTree();
        Assert.Equal(1, await stops);
        Assert.Contains(await watched, new[] { "killed by SIGTERM", "ended" });
    }
}
