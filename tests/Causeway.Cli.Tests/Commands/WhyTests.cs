using System.Globalization;
using System.Text.Json;
using Causeway.Cli.Commands.Inspect.Why;
using Causeway.Cli.Tests.Commands.Inspect;
using Causeway.Inspection.Waiting;

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
    public void Why_ProcessThatIsStoppedInItsCall_IsNoDeadlock()
    {
        Start("stopped");
        int asks = _processes["asks"], answers = _processes["answers"];
        string[] lines = Why(asks).Output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches($@"^thread {asks} in read( for [\d.]+ s)?: waits for bytes at pipe:", lines[2]);
        Assert.Equal($"  up to {answers} waits, which is stopped; kill -CONT {answers} lets it go on", lines[3]);
        Assert.Equal($"  is stopped; kill -CONT {answers} lets it go on", Why(answers).Output.Split('\n')[1]);
        using JsonDocument json = JsonDocument.Parse(Why(asks, "--json").Output);
        Assert.Equal("stopped", json.RootElement.GetProperty("waits")[0].GetProperty("holders")[0].GetProperty("halted").GetString());
    }

    [Fact]
    public void Why_HolderOfALockThatIsStopped_SaysHowItIsLetGo()
    {
        Start("stopped-holder");
        int holder = _processes["holder"];
        Assert.EndsWith($"\n  held by {holder} waits, which is stopped; kill -CONT {holder} lets it go on", Why(_processes["waiter"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_HolderOfWhichOneThreadIsTraced_SaysThatOfTheThreadThatHolds()
    {
        Start("traced-holder");
        int waiter = _processes["waiter"];
        Assert.Contains($" of {_processes["holder"]} waits, which is stopped by its tracer", Why(waiter).Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Why(waiter, "--json").Output);
        JsonElement holder = json.RootElement.GetProperty("waits")[0].GetProperty("holders")[0];
        Assert.True(holder.TryGetProperty("halted", out JsonElement halted) && halted.GetString() == "traced", holder.ToString());
    }

    [Fact]
    public void HaltOf_AProcessThatIsStoppedMeanwhile_IsAsItWasFirst()
    {
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("sleep", "1000"));
        InspectedProcess process = new() { Id = child.Id };
        using WaitChain before = ChainOf([process], []);
        Assert.Equal(HaltKind.None, before.HaltOf(process).Kind);
        Signals.Send(child.Id, Signal.Stop);
        Assert.True(SpinWait.SpinUntil(() => IsStopped(process), Watchdog.Limit));
        Assert.Equal(HaltKind.None, before.HaltOf(process, child.Id).Kind);
        child.Kill();
        child.WaitForExit();
    }

    [Fact]
    public void Why_SystemVSemaphore_IsAPossibleDeadlock()
    {
        Start("flock-semaphore");
        int one = _processes["semaphore"], other = _processes["locker"];
        string[] lines = Why(one).Output.Split('\n');
        Assert.Equal($"possible deadlock: {one} waits waits for {other} waits waits for {one} waits", lines[2]);
        Assert.Equal($"      held by {one} waits: possible deadlock", lines[^1]);
        Assert.DoesNotContain(lines, static line => line.Contains("DEADLOCK", StringComparison.Ordinal));
    }

    [Fact]
    public void Why_LockOfFifty_NamesSomeAndCountsTheOthers()
    {
        Start("crowd");
        string[] lines = Why(_processes["waiter"]).Output.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches("^  held by (\\d+ waits, ){5}\\d+ waits and 44 more$", lines[3]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Why_ThousandsThatWait_FitAScreen(bool isDeadlock)
    {
        const int Many = 3000;
        const int MostLines = 24;
        InspectedProcess[] processes = [.. Enumerable.Range(0, Many).Select(static id => new InspectedProcess { Id = 5_000_000 + id, Command = "much", Threads = 1, State = 'S', IsReadable = true, CommandLine = new string('x', 4000) })];
        IpcWait[] waits = [.. processes.Select((one, index) => new IpcWait(one, one.Id, "flock", Object: null, "a lock", [.. index + 1 < Many ? [processes[index + 1]] : isDeadlock ? [processes[0]] : Array.Empty<InspectedProcess>()], IsHeld: true) { IsCertain = true })];
        IReadOnlyList<string> lines = LinesOf(processes, waits, processes[0]);
        Assert.InRange(lines.Count, 10, MostLines);
        Assert.Matches("^and \\d+ more processes behind these; causeway why 5000000 --json has them all$", lines[^1]);
        Assert.Equal(isDeadlock, lines.Any(static line => line.StartsWith("DEADLOCK: ", StringComparison.Ordinal) && line.Contains("2994 more, the last of which waits for 5000000 much", StringComparison.Ordinal)));
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 250));
    }

    [Fact]
    public void Why_ThousandThreads_FitAScreen()
    {
        InspectedProcess one = new() { Id = 5_000_000, Command = "wide", Threads = 1000, State = 'S', IsReadable = true }, holder = one with { Id = 5_000_001, Threads = 1, State = 'R' };
        IpcWait[] waits = [.. Enumerable.Range(0, 1000).Select(number => new IpcWait(one, one.Id + 10 + number, "flock", Object: null, "a lock", [holder], IsHeld: true))];
        IReadOnlyList<string> lines = LinesOf([one, holder], waits, one);
        Assert.InRange(lines.Count, 10, 24);
        Assert.Equal("and 991 more threads of it", lines[^1]);
    }

    private static bool IsStopped(InspectedProcess process)
    {
        using WaitChain chain = ChainOf([process], []);
        return chain.HaltOf(process).Kind == HaltKind.Stopped;
    }

    private static IReadOnlyList<string> LinesOf(InspectedProcess[] processes, IpcWait[] waits, InspectedProcess process)
    {
        using WaitChain chain = ChainOf(processes, waits);
        return WaitChainText.Of(chain, process);
    }

    private static WaitChain ChainOf(InspectedProcess[] processes, IpcWait[] waits)
    {
        InspectionSnapshot snapshot = new(new SnapshotParts
        {
            Time = DateTimeOffset.Now,
            Duration = default,
            Processes = [.. processes],
            Objects = [],
            Ends = [],
            Waits = [.. waits],
            BlindSpots = [],
            EndsByObject = [],
            ObjectStarts = [0],
            ProcessStarts = new int[processes.Length + 1],
        });
        return new WaitChain(snapshot, WaitGraph.Of(snapshot));
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
        Assert.StartsWith("causeway why: no such process: 4194305", run.Errors, StringComparison.Ordinal);
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
            Sleeper.Await(words[2], words[3]);
        }
    }
}
