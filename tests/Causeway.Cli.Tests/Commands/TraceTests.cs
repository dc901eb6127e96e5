using System.Text.Json;
using System.Text.RegularExpressions;

namespace Causeway.Cli.Tests.Commands;

public sealed partial class TraceTests
{
    private static readonly string s_calls = CCompiler.Compile("traced_calls");

    [Fact]
    public void Run_Command_KeepsItsOutputAndExitCode()
    {
        CommandRun run = CommandRun.Of("trace", "--only", "pipe", "--", "sh", "-c", "echo one | cat; echo two >&2; exit 3");
        Assert.Equal(3, run.Status.ExitCode);
        Assert.Equal("one", run.Output);
        Assert.Contains("\ntwo\n", run.Errors, StringComparison.Ordinal);
        Assert.Matches("""(?m)^\d+\.\d{6} \d+ pipe2\(\[3<pipe:\[\d+\]>, 4<pipe:\[\d+\]>\], 0\) = 0 <\d+\.\d{6}>$""", run.Errors);
        Assert.Matches("""write\(1<pipe:\[\d+\]>, "one\\n", 4\) = 4""", run.Errors);
        Assert.Matches("""\+\+\+ exit code 3 \+\+\+""", run.Errors);
        Assert.Equal(128 + 15, CommandRun.Of("trace", "--", "sh", "-c", "kill -TERM $$").Status.ExitCode);
        Assert.Equal(127, CommandRun.Of("trace", "--", "no-such-command").Status.ExitCode);
        Assert.Equal(126, CommandRun.Of("trace", "--", "/etc/passwd").Status.ExitCode);
    }

    [Fact]
    public void Json_Queue_IsAnObjectALine()
    {
        string name = $"/causeway-trace-{Environment.ProcessId}";
        string file = Path.GetTempFileName();
        try
        {
            CommandRun run = CommandRun.Of("trace", "--json", "--only", "mq", "--output", file, "--", s_calls, "mq", name);
            Assert.Equal(0, run.Status.ExitCode);
            Assert.Equal("", run.Errors);
            JsonElement[] all = [.. File.ReadLines(file).Select(static line => JsonDocument.Parse(line).RootElement)];
            JsonElement[] calls = [.. all.Where(static one => one.TryGetProperty("call", out _))];
            Assert.Equal(
                ["mq_open", "mq_timedsend", "mq_timedreceive", "mq_timedreceive", "close", "mq_unlink"],
                calls.Select(static one => one.GetProperty("call").GetString()));
            Assert.All(calls, one => Assert.Equal(name, one.GetProperty("object").GetString()));
            Assert.Equal("EAGAIN", calls[3].GetProperty("error").GetString());
            Assert.Equal(5, calls[2].GetProperty("result").GetInt32());
            Assert.Equal(0, all[^1].GetProperty("code").GetInt32());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Summary_CountsByMechanismObjectAndCall()
    {
        CommandRun run = CommandRun.Of("trace", "--summary", "--only", "pipe", "--", s_calls, "pipe", "-");
        string[] lines = run.Errors.TrimEnd('\n').Split('\n');
        Assert.StartsWith("mechanism", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, static line => ReadsLine().IsMatch(line));
        Assert.Equal(["close", "dup", "pipe2", "read", "write"], lines.Skip(1).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]).Order());
    }

    [Fact]
    public void Pid_RunningProcess_IsTracedAndLetGo()
    {
        using Peer target = Peer.Start(new ChildProcessOptions("sh", "-c", "while read line; do echo $line | cat; done"));
        using Peer trace = Shell.Start("trace", "--only", "pipe", "--pid", target.Process.Id.ToString());
        while (ProcStatusOf(target.Process.Id) == "0")
            Thread.Yield();
        target.Send("hello");
        target.Expect("hello");
        trace.Process.TrySendSignal(Signal.Int);
        Assert.Equal(128 + 2, trace.Process.WaitForExit().ExitCode);
        Assert.Contains("hello", trace.Errors, StringComparison.Ordinal);
        target.Send("again");
        target.Expect("again");
    }

    [Fact]
    public void Run_Signals_AllGoOnToTheCommand()
    {
        using Peer peer = Shell.Start("trace", "--summary", "--", "sh", "-c", "trap 'echo reloaded' HUP; trap 'echo told; exit 6' TERM; echo runs; while :; do sleep 0.01; done");
        peer.Expect("runs");
        foreach (Signal signal in new[] { Signal.Hup, Signal.Hup })
        {
            peer.Process.TrySendSignal(signal);
            peer.Expect("reloaded");
        }

        peer.Process.TrySendSignal(Signal.Term);
        peer.Expect("told");
        Assert.Equal(6, peer.Process.WaitForExit().ExitCode);
    }

    [Fact]
    public void Run_KeyOfTheTerminal_ReachesTheCommandOnce()
    {
        using Peer peer = Shell.Start("run", "--pty", "--", CommandRun.Program, "trace", "--output", "/dev/null", "--", "sh", "-c",
            "trap 'count=x$count' INT; stty -echo; echo runs; until test $count; do sleep 0.01; done; for i in 1 2 3 4 5; do sleep 0.1; done; echo count $count");
        peer.Expect("runs");
        peer.Send("\x03");
        peer.Expect("count x");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Run_BareName_IsArgumentZero() => Assert.Equal("cat\0/proc/self/cmdline\0", CommandRun.Of("trace", "--output", "/dev/null", "--", "cat", "/proc/self/cmdline").Output);

    [Fact]
    public void Usage_Wrong_IsRefused()
    {
        Shell.Causeway("trace", "run").Refused(2, "either -- CMD or --pid N is needed");
        Shell.Causeway("trace", "--pid", "1", "--", "true").Refused(125, "either -- CMD or --pid N is needed");
        Shell.Causeway("trace", "--only", "no", "--pid", "1").Refused(2, "no such mechanism; there are pipe, fifo");
        Shell.Causeway("trace", "--pid", "999999999").Refused(2, "there is no such process");
    }

    private static string ProcStatusOf(int processId) =>
        File.ReadLines($"/proc/{processId}/status").Single(static line => line.StartsWith("TracerPid:", StringComparison.Ordinal)).Split('\t')[1];

    [GeneratedRegex(@"^pipe +pipe:\[\d+\] +read +3 +1 +0 ", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ReadsLine();
}
