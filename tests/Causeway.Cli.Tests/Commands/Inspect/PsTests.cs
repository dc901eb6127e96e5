using System.Globalization;
using System.Text.Json;
using Causeway.Inspection.Tests;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class PsTests
{
    [Fact]
    public void Ps_Json_IsWhatProcSays()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string pid = zoo.ProcessId.ToString(CultureInfo.InvariantCulture);
        JsonElement one = Assert.Single(Look.Json("ps", pid));
        Assert.Equal((pid, "zoo", Environment.ProcessId), (one.String("pid"), one.String("command"), (int)one.Number("parent")));
        Assert.Equal(File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Replace('\0', ' '), one.String("commandLine"));
        Assert.Equal(new FileInfo($"/proc/{pid}/ns/ipc").LinkTarget, $"ipc:[{one.GetProperty("namespaces").String("ipc")}]");
        Assert.Equal(new FileInfo($"/proc/{pid}/ns/net").LinkTarget, $"net:[{one.GetProperty("namespaces").String("network")}]");
        Assert.Equal(JsonValueKind.Array, one.GetProperty("signals").GetProperty("ignored").ValueKind);
        JsonElement pipe = Assert.Single(one.GetProperty("ends").EnumerateArray(), end => end.String("fd") == zoo["pipe"][1].ToString(CultureInfo.InvariantCulture));
        Assert.Equal(($"pipe:[{zoo["pipe"][0]}]", "read"), (pipe.String("id"), pipe.String("access")));
        Assert.Contains(pipe.GetProperty("others").EnumerateArray(), other => other.Number("pid") == zoo.ChildId && other.String("command") == "zoo");
    }

    [Fact]
    public void Ps_ForPeople_NamesTheOthers()
    {
        using TestDirectory directory = new();
        using Zoo zoo = new(directory.Root);
        string text = Look.Text("ps", zoo.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.Contains($"zoo({zoo.ChildId})", text);
        Assert.Contains($"pipe:[{zoo["pipe"][0]}]", text);
        Assert.StartsWith($"pid ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Ps_Signals_AreNamedOfTheProcessAndItsThreads()
    {
        using Peer peer = Peer.StartC("signal_states");
        string second = peer.ReadLine()!;
        string pid = peer.Process.Id.ToString(CultureInfo.InvariantCulture);
        JsonElement one = Assert.Single(Look.Json("ps", pid));
        JsonElement signals = one.GetProperty("signals");
        Assert.Equal(("[\"SIGHUP\"]", "[\"SIGUSR1\"]"), (signals.String("pending"), signals.String("pendingForThread")));
        Assert.StartsWith("[\"SIGTERM\"", signals.String("caught"), StringComparison.Ordinal);
        Assert.Equal([pid, second], one.GetProperty("threadSignals").EnumerateArray().Select(static thread => thread.String("thread")));
        string text = Look.Text("ps", pid);
        Assert.Matches("\npending +SIGHUP\n", text);
        Assert.Matches("\nblocked +SIGHUP SIGUSR1 SIGALRM\n", text);
        Assert.Matches("\nignored +(.* )?SIGPIPE", text);
        Assert.Matches(@"\ncaught +SIGTERM\b", text);
        Assert.Matches($@"\n{pid} +SIGUSR1 +SIGHUP SIGUSR1 SIGALRM\n", text);
        Assert.Matches($@"\n{second} +SIGUSR2 +SIGHUP SIGUSR1 SIGUSR2 SIGALRM\n", text);
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public void Ps_NoSuchProcess_IsExitCode1()
    {
        Look.Refused(Shell.Causeway("ps", "4194999"), 1, "no such process: 4194999");
        Look.Refused(Shell.Causeway("ps", "self"), 2, "a process's number is needed");
    }
}
