using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

public sealed class WatchTests
{
    private static readonly bool s_isTold = Environment.OSVersion.Version >= new Version(6, 15);

    [Fact]
    public void Watch_ProcessesOfOthers_SaysHowEachEnded()
    {
        using Peer parent = Peer.StartC("fork_many", "2", "keep");
        string[] pids = [parent.ReadLine()!, parent.ReadLine()!];
        parent.Expect("ready");
        using Peer watch = Shell.Start("watch", pids[0], pids[1]);
        AwaitWatched(watch, 2);
        Do(parent, "exit 0 3");
        watch.Expect($"{pids[0]} exit code 3");
        Do(parent, "kill 1 15");
        watch.Expect($"{pids[1]} killed by SIGTERM");
        watch.ExpectSuccess();
        Do(parent, "all");
    }

    [Fact]
    public void Watch_Json_IsAnObjectForEach()
    {
        using Peer parent = Peer.StartC("fork_many", "1");
        int pid = int.Parse(parent.ReadLine()!, CultureInfo.InvariantCulture);
        parent.Expect("ready");
        using Peer watch = Shell.Start("watch", "--json", pid.ToString(CultureInfo.InvariantCulture));
        AwaitWatched(watch, 1);
        Do(parent, "exit 0 9");
        using JsonDocument line = JsonDocument.Parse(watch.ReadLine()!);
        Assert.Equal(pid, line.RootElement.GetProperty("pid").GetInt32());
        bool known = line.RootElement.GetProperty("known").GetBoolean();
        Assert.True(known || !s_isTold);
        if (known)
            Assert.Equal(9, line.RootElement.GetProperty("exitCode").GetInt32());
        watch.ExpectSuccess();
    }

    [Fact]
    public void Watch_OutputThatFails_DoesNotWaitForTheOthers()
    {
        using Peer parent = Peer.StartC("fork_many", "2", "keep");
        string[] pids = [parent.ReadLine()!, parent.ReadLine()!];
        parent.Expect("ready");
        Do(parent, "exit 0 3");
        CommandRun run = CommandRun.Of(new ChildProcessOptions("sh", "-c", $"exec {CommandRun.Program} watch {pids[0]} {pids[1]} >/dev/full"));
        Assert.NotEqual(0, run.Status.ExitCode);
        Do(parent, "all");
    }

    [Fact]
    public void Watch_NoSuchProcessAndTimeout_Are1()
    {
        using ChildProcess child = ChildProcess.Start("true");
        child.WaitForExit();
        Shell.Causeway("watch", child.Id.ToString(CultureInfo.InvariantCulture)).Refused(1, "there is no process");
        Shell.Causeway("watch", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--timeout", "5ms").Refused(1, "still runs");
        Shell.Causeway("watch", "x").Refused(2, "a process's number");
        Shell.Causeway("watch", "0").Refused(2, "a process's number");
        Shell.Causeway("watch", "--timeout", "1").Refused(2, "PID is missing");
    }

    private static void Do(Peer peer, string command)
    {
        peer.Send(command);
        peer.Expect("done");
    }

    /// <summary>Until it waits for them: one that is opened is looked at once more, and a process that has gone by then was never there.</summary>
    private static void AwaitWatched(Peer watch, int count) =>
        Watchdog.Until(() => Awaited(watch.Process.Id).Count() == count, static () => "a process is not watched");

    /// <summary>What its epoll(7) waits for, of what begins with Pid in /proc/PID/fdinfo.</summary>
    private static IEnumerable<string> Awaited(int process)
    {
        Dictionary<string, string> facts = Directory.EnumerateFiles($"/proc/{process}/fdinfo").ToDictionary(static path => Path.GetFileName(path), FactsOf);
        HashSet<string> targets = [.. facts.Values.SelectMany(static text => text.Split('\n')).Where(static line => line.StartsWith("tfd:", StringComparison.Ordinal))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])];
        return facts.Where(one => targets.Contains(one.Key) && one.Value.Contains("\nPid:", StringComparison.Ordinal)).Select(static one => one.Key);
    }

    private static string FactsOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // It was closed meanwhile.
            return "";
        }
    }
}
