namespace Causeway.Samples.Docs;

/// <summary>What docs/processes.md quotes.</summary>
public static class Processes
{
    public static async Task<string> StartAndAwaitAsync(string path)
    {
        using AnonymousPipe pipe = AnonymousPipe.Create();
        var options = new ChildProcessOptions("sort", "-u", path)
        {
            WorkingDirectory = "/",
            Environment = { ["LC_ALL"] = "C" },
            Descriptors = { [1] = pipe.Writer.Descriptor },       // everything else but 0 and 2 is closed in the child
        };
        using ChildProcess child = ChildProcess.Start(options);
        pipe.Writer.Dispose();                                    // or the end would never come
        using var reader = new StreamReader(pipe.Reader);
        string sorted = await reader.ReadToEndAsync();
        ChildExitStatus status = await child.WaitForExitAsync();
        Console.Error.WriteLine($"{status}: {status.ResourceUsage.UserTime.TotalMilliseconds} ms, {status.ResourceUsage.PeakResidentBytes} bytes");

        return sorted;
    }

    public static ChildExitStatus Limit(string untrusted)
    {
        var options = new ChildProcessOptions(untrusted)
        {
            ParentDeathSignal = Signal.Kill,
            ResourceLimits =
            {
                [ResourceLimit.CpuTime] = new(Soft: 1, Hard: 2),
                [ResourceLimit.OpenFiles] = new(64),
                [ResourceLimit.Core] = new(0),
            },
        };
        using ChildProcess child = ChildProcess.Start(options);
        try
        {
            return child.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            child.KillTree();
            return child.WaitForExit();
        }
    }

    public static string OnATerminal()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create(new TerminalSize(Columns: 132, Rows: 50));
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("stty", "size") { PseudoTerminal = terminal });
        using var reader = new StreamReader(terminal);
        string size = reader.ReadToEnd();      // "50 132\r\n"
        child.WaitForExit();

        return size;
    }

    public static async Task<int> FollowStopsAsync(ChildProcess child, CancellationToken token)
    {
        int stops = 0;
        await foreach (ChildStateChange change in child.ReadStateChangesAsync(token))
        {
            Console.WriteLine(change);         // stopped by SIGTSTP, continued
            if (change.IsStopped)
                stops++;
        }

        return stops;
    }

    public static async Task<string> WatchAsync(int processId, CancellationToken token)
    {
        using ProcessWatcher watcher = ProcessWatcher.Open(processId);
        ChildExitStatus? status = await watcher.WaitForExitAsync(token);

        return status?.ToString() ?? "ended";  // exit code 3, killed by SIGTERM, or nobody said how
    }

    public static bool SignalTheVeryOne(int processId, TimeSpan startedAfterBoot) // both kept from an earlier look
    {
        if (!ProcessWatcher.TryOpen(processId, startedAfterBoot, out ProcessWatcher? watcher))
            return false;                      // that one has ended; the pid may be another's by now
        using (watcher)
            return watcher.TrySendSignal(Signal.Term);
    }
}
