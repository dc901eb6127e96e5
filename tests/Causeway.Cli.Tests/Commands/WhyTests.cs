using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

/// <summary><c>causeway why</c>, about processes of a C program that wait for each other.</summary>
public sealed class WhyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-why-");
    private readonly Dictionary<string, int> _processes = [];
    private Peer? _peer;

    [Fact]
    public void Why_DeadlockOfAPipeAndALock_IsNamedWithItsChain()
    {
        Start("flock-pipe");
        int reader = _processes["reader"], locker = _processes["locker"];
        CommandRun run = Why(reader);
        string[] lines = run.Output.Split('\n');
        Assert.StartsWith($"{reader} waits: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("  1 of 1 thread sleeps", lines[1]);
        Assert.Equal($"DEADLOCK: {reader} waits waits for {locker} waits waits for {reader} waits", lines[2]);
        Assert.Matches($@"^thread {reader} in read( for [\d.]+ s)?: waits for bytes at pipe:\[\d+\]$", lines[3]);
        Assert.Equal($"  up to {locker} waits", lines[4]);
        Assert.Matches($@"^    thread {locker} in flock( for [\d.]+ s)?: waits for an exclusive lock at lock:\[.*\] {_directory.FullName}/flock$", lines[5]);
        Assert.Equal($"      held by {reader} waits: DEADLOCK", lines[6]);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public void Why_Json_HasTheWaitsOfTheWholeChain()
    {
        Start("three");
        using JsonDocument json = JsonDocument.Parse(Why(_processes["ranger"], "--json").Output);
        JsonElement[] waits = [.. json.RootElement.GetProperty("waits").EnumerateArray()];
        Assert.Equal([_processes["ranger"], _processes["mutexer"], _processes["reader"]], waits.Select(static wait => wait.GetProperty("pid").GetInt32()));
        Assert.Equal(["futex", "write", "fcntl"], waits.Select(static wait => wait.GetProperty("call").GetString()));
        Assert.All(waits, static wait => Assert.True(wait.GetProperty("deadlock").GetBoolean()));
        Assert.Equal(3, Assert.Single(json.RootElement.GetProperty("deadlocks").EnumerateArray()).GetArrayLength());
        Assert.Equal(_processes["mutexer"], waits[0].GetProperty("holders")[0].GetProperty("thread").GetInt32());
    }

    [Fact]
    public void Why_NamedMutex_TellsItsOwner()
    {
        string domain = Path.Combine("/dev/shm", $"causeway-why-{Guid.NewGuid():N}");
        Directory.CreateDirectory(domain, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            Assert.True(CommandRun.Of("mutex", "create", "door", "--domain", domain).Status.IsSuccess);
            using Peer holder = Peer.Start(new ChildProcessOptions(CommandRun.Program, ["mutex", "hold", "door", "--domain", domain, "--", "sh", "-c", "echo held; cat"]));
            holder.Expect("held");
            using Peer waiter = Peer.Start(new ChildProcessOptions(CommandRun.Program, ["mutex", "hold", "door", "--domain", domain, "--", "true"]));
            string output;
            do
            {
                output = Why(waiter.Process.Id).Output;
            }
            while (!output.Contains("the mutex to be released", StringComparison.Ordinal));
            Assert.Matches($@"\nthread {waiter.Process.Id} in futex( for [\d.]+ s)?: waits for the mutex to be released at domain:\[.*\] {domain}/door\n  held by {holder.Process.Id} Causeway.Cli\n", output);
            holder.CloseInput();
            holder.ExpectSuccess();
            waiter.ExpectSuccess();
        }
        finally
        {
            Directory.Delete(domain, recursive: true);
        }
    }

    [Fact]
    public void Why_ProcessThatRuns_SaysSo()
    {
        Start("spin");
        Assert.EndsWith("\n  runs", Why(_processes["spinner"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_NoSuchProcess_Fails()
    {
        CommandRun run = CommandRun.Of("why", "4194305");
        Assert.Equal(1, run.Status.ExitCode);
        Assert.StartsWith("causeway why: there is no process 4194305", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, CommandRun.Of("why", "me").Status.ExitCode);
    }

    public void Dispose()
    {
        if (_peer is not null)
        {
            _peer.CloseInput();
            _peer.ExpectSuccess();
            _peer.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private static CommandRun Why(int process, params string[] options)
    {
        CommandRun run = CommandRun.Of(["why", process.ToString(CultureInfo.InvariantCulture), .. options]);
        Assert.True(run.Status.IsSuccess, run.Errors);
        return run;
    }

    private void Start(string what)
    {
        _peer = Peer.StartC("waits", what, _directory.FullName, Guid.NewGuid().ToString("N"));
        while (_peer.ReadLine() is { } line && line != "ready")
        {
            string[] words = line.Split(' ');
            _processes.Add(words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
            AwaitSleep(words[1], words[3]);
        }
    }

    /// <summary>Until its main thread sleeps in such a call.</summary>
    private static void AwaitSleep(string process, string call)
    {
        var watch = Stopwatch.StartNew();
        string number = call switch { "read" => "0", "write" => "1", "flock" => "73", "fcntl" => "72", "futex" => "202", _ => "" };
        if (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64)
            number = call switch { "read" => "63", "write" => "64", "flock" => "32", "fcntl" => "25", "futex" => "98", _ => "" };
        while (number.Length > 0 && !File.ReadAllText($"/proc/{process}/syscall").StartsWith(number + " ", StringComparison.Ordinal))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{process} did not come to sleep in {call}");
            Thread.Yield();
        }
    }
}
