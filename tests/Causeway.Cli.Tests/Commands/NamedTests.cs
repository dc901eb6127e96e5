using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

public sealed class NamedTests : IDisposable
{
    private readonly NamedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void List_SeveralKinds_ShowsEachWithItsState()
    {
        Assert.Equal("", _shell.Run("named", "list").Succeeded());
        _shell.Run("mutex", "create", "m").Succeeded();
        _shell.Run("event", "create", "e", "--auto", "--set").Succeeded();
        _shell.Run("semaphore", "create", "s", "--maximum", "4").Succeeded();
        NamedLock.Create("l", _shell.Domain).Dispose();
        File.WriteAllText(System.IO.Path.Combine(_shell.Path, "stray"), "no object");

        Assert.Equal(
            [("event", "e", "set, auto"), ("lock", "l", "free"), ("mutex", "m", "free"), ("semaphore", "s", "4 of 4"), (null, "stray", "is no named object: it does not begin as one does")],
            _shell.Lines("list").Select(one => (Text(one, "kind"), Text(one, "name")!, Text(one, "state")!)));
        Assert.Equal(["l", "s"], _shell.Lines("list", "semaphore", "lock").Select(one => Text(one, "name")));
        _shell.Run("named", "list", "frob").Refused(2, "is no kind of object");
        Assert.Contains("problem", _shell.Run("named", "stat", "stray").Succeeded());
        _shell.Run("named", "rm", "stray", "m", "none").Refused(1, "there is no object none");
        Assert.Equal(["e", "l", "s"], _shell.Lines("list").Select(one => Text(one, "name")));
    }

    [Fact]
    public void Memory_WhoInitialises_IsShown()
    {
        string during = "";
        int process = 0;
        using NamedMemory memory = NamedMemory.Create("mem", 100, _ =>
        {
            JsonElement stat = _shell.Stat("named", "mem");
            (process, during) = (stat.GetProperty("initializer").GetInt32(), Text(Assert.Single(_shell.Lines("list", "memory")), "state")!);
            Assert.Equal("initialises", Text(Assert.Single(stat.GetProperty("participants").EnumerateArray()), "holds"));
        }, _shell.Domain);

        Assert.Equal((Environment.ProcessId, $"100 bytes, {Environment.ProcessId} initialises it"), (process, during));
        Assert.Equal("100 bytes, initialised", Text(Assert.Single(_shell.Lines("list")), "state"));
        JsonElement done = _shell.Stat("named", "mem");
        Assert.Equal((100, true, JsonValueKind.Null), (done.GetProperty("length").GetInt32(), done.GetProperty("initialized").GetBoolean(), done.GetProperty("initializer").ValueKind));
    }

    [Fact]
    public void Collect_OnlyWhatTheDeadHold_Goes()
    {
        foreach (string name in (string[])["dead", "free", "used"])
            _shell.Run("mutex", "create", name).Succeeded();
        int dead = _shell.KillHolder("mutex", "dead");
        using Peer holder = _shell.Hold("mutex", "used");

        JsonElement would = Assert.Single(_shell.Lines("gc", "--dry-run"));
        Assert.Equal(("mutex", "dead", $"only the dead hold it: {dead} (owner)"), (Text(would, "kind"), Text(would, "name"), Text(would, "why")));
        Assert.Equal(3, _shell.Lines("list").Length);

        Assert.EndsWith("\n1 would be removed\n", _shell.Run("named", "gc", "--dry-run").Succeeded());
        Assert.EndsWith($"only the dead hold it: {dead} (owner)\n1 removed\n", _shell.Run("named", "gc").Succeeded());
        Assert.Equal(["free", "used"], _shell.Lines("list").Select(one => Text(one, "name")));
        Assert.Equal("0 removed\n", _shell.Run("named", "gc").Succeeded());
        holder.Send("end");
        holder.ExpectSuccess();
    }

    [Fact]
    public void Domain_IsTheOptionsElseTheEnvironments()
    {
        _shell.Run("mutex", "create", "m").Succeeded();
        Assert.Contains("mutex  m", Shell.Script($"CAUSEWAY_DOMAIN={_shell.Path} \"$CW\" named list").Succeeded());
        Shell.Script("CAUSEWAY_DOMAIN=relative \"$CW\" named list").Refused(2, "absolute path");
        string missing = System.IO.Path.Combine(_shell.Path, "none");
        Shell.Causeway("named", "list", "--domain", missing).Refused(2, "there is no directory");
        Shell.Causeway("event", "create", "e", "--domain", missing, "--domain-mode", "770").Succeeded();
        Assert.Equal("0660", JsonDocument.Parse(Shell.Causeway("event", "stat", "e", "--domain", missing, "--domain-mode", "770", "--json").Succeeded()).RootElement.GetProperty("mode").GetString());
        Shell.Causeway("event", "stat", "e", "--domain", missing).Refused(2, "may write to it");
        Shell.Causeway("event", "create", "e", "--domain", System.IO.Path.Combine(missing, "x", "y")).Refused(2, "there is no directory");
    }

    private static string? Text(JsonElement one, string name) => one.GetProperty(name).GetString();
}
