using System.Text.Json;
using Causeway.Cli.Commands.Inspect;
using Causeway.Cli.Commands.Inspect.Doctor;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class DoctorTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Doctor_SegmentWhoseCreatorEnded_IsFoundAndItsFixFixesIt()
    {
        string id = ShellCommand.Run("ipcmk -M 4096 | grep -o '[0-9]*$'").OutputText.Trim();
        JsonElement finding = Assert.Single(Findings(), one => one.String("subject") == $"shm:{id}");
        Assert.Equal("left-behind", finding.String("rule"));
        Assert.Contains("which created it, has ended", finding.String("evidence"));
        Fix(finding);
        Assert.DoesNotContain(Findings(), one => one.String("subject") == $"shm:{id}");
        Assert.Equal("", ShellCommand.Run($"ipcs -m | awk '$2 == {id}'").OutputText);
    }

    [Fact]
    public void Doctor_SegmentOfALivingCreator_IsNoFinding()
    {
        var segment = SysVSharedMemory.Create(SysVKey.Private, 4096);
        Assert.DoesNotContain(Findings(), one => one.String("subject") == $"shm:{segment.Id}");
        segment.Delete();
    }

    [Fact]
    public void Doctor_FullQueues_AreFoundAndEmptied()
    {
        using TestDirectory directory = new();
        string name = $"/causeway-doctor-{Guid.NewGuid():N}";
        using PosixMessageQueue posix = PosixMessageQueue.Create(name, maxMessages: 2, maxMessageBytes: 16);
        posix.Send("a"u8);
        posix.Send("b"u8);
        var queue = SysVMessageQueue.Create(SysVKey.Private);
        queue.Change(10);
        queue.Send(1, "0123456789"u8);
        JsonElement[] findings = [.. Findings().Where(one => one.String("rule") == "full" && (one.String("evidence")!.Contains(name, StringComparison.Ordinal) || one.String("subject") == $"msg:{queue.Id}"))];
        Assert.Equal(2, findings.Length);
        Assert.All(findings, one => Fix(one, directory.Root));
        Assert.Equal((0, 0), (posix.ReadStatus().CurrentMessages, queue.GetStatus().Messages));
        queue.Delete();
        PosixMessageQueue.Delete(name);
    }

    [Fact]
    public void Doctor_FilesOfADirectory_AreFoundAndTheirFixesFixThem()
    {
        using TestDirectory directory = new();
        string lockFile = directory.PathOf("it's a.lock");
        File.WriteAllText(lockFile, "4194999\n");
        File.WriteAllText(directory.PathOf("mine.lock"), $"{Environment.ProcessId}\n");
        File.WriteAllText(directory.PathOf("text.lock"), "no process\n");
        ShellCommand.Run($"mkfifo {directory.PathOf("fifo")}; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"{directory.PathOf("socket")}\")'");
        JsonElement[] findings = [.. Findings(directory.Root).Where(one => one.String("fix")!.Contains(directory.Root, StringComparison.Ordinal))];
        Assert.Equal(["left-behind", "left-behind", "stale-lock-file"], findings.Select(static one => one.String("rule")).Order());
        Array.ForEach(findings, static one => Fix(one));
        Assert.Equal([directory.PathOf("mine.lock"), directory.PathOf("text.lock")], Directory.GetFiles(directory.Root).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void LeftBehind_FifoWhoseReaderWaitsForAWriter_IsNone()
    {
        using TestDirectory directory = new();
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run("mkfifo", [fifo]);
        using Peer reader = Peer.Start(new ChildProcessOptions("sh", ["-c", "cd \"$1\"; echo $$; exec cat fifo", "sh", directory.Root]));
        Sleeper.Await(reader.ReadLine()!, "open|openat");
        Assert.DoesNotContain(Findings(directory.Root), one => one.String("evidence")!.Contains(fifo, StringComparison.Ordinal));
        Assert.Equal("", Look.Text("ls", "fifo", "--orphan", "--under", directory.Root));
        Look.Text("rm", "--orphans", "--under", directory.Root, "--yes", "--force");
        Assert.True(File.Exists(fifo));

        // It typed a relative path: whoever removes it does so elsewhere.
        Assert.Contains($"  {fifo}  ", Look.Text("rm", fifo, "--yes", "--force"));
        Assert.False(File.Exists(fifo));
    }

    [RootFact]
    public void Doctor_AsAnotherUser_SaysWhichFixesTakeRoot()
    {
        using TestDirectory directory = new();
        string mine = directory.PathOf("mine");
        string sticky = directory.PathOf("sticky");
        ShellCommand.Run($"chmod a+x {Path.GetDirectoryName(directory.Root)}; chmod 755 {directory.Root}; mkdir {mine} {sticky}; chmod 777 {mine}; chmod 1777 {sticky}; mkfifo {directory.PathOf("fifo")} {mine}/fifo {sticky}/fifo");
        string text = Shell.Script($"setpriv --reuid nobody --regid nogroup --clear-groups $CW doctor {directory.Root}").OutputText;
        Assert.Contains($"    fix: sudo causeway rm {directory.PathOf("fifo")}\n", text);
        Assert.Contains($"    fix: sudo causeway rm {sticky}/fifo\n", text);
        Assert.Contains($"    fix: sudo causeway rm {mine}/fifo\n", text);
        Assert.Contains($"    fix: causeway rm {directory.PathOf("fifo")}", Shell.Script($"$CW doctor {directory.Root}").OutputText);
    }

    [Theory]
    [InlineData("sysctl -w kernel.msgmni=2", "sudo sysctl -w kernel.msgmni=2")]
    [InlineData("mkdir -p /a; systemctl restart b", "sudo sh -c 'mkdir -p /a; systemctl restart b'")]
    [InlineData("ulimit -q 2, or LimitMSGQUEUE=2 of the service", "ulimit -q 2, or LimitMSGQUEUE=2 of the service; beyond the hard limit, root alone")]
    public void AsRoot_OfACommand_IsWhatRootRuns(string fix, string expected) => Assert.Equal(expected, FixRights.AsRoot(fix));

    [RootFact]
    public void Doctor_NothingFound_IsExitCode0AndFindingsAre1()
    {
        // A machine of its own, in which there is nothing yet.
        const string Machine = "unshare --ipc --net --mount --pid --fork --mount-proc sh -c";
        string script = $"mount -t tmpfs -o size=1g none /dev/shm; {CommandRun.Program} doctor; echo code $?; ipcmk -M 4096 >/dev/null; {CommandRun.Program} doctor; echo code $?";
        Assert.Matches("^nothing is left behind, full or about to fail, as far as can be seen\ncode 0\nshm:0  left-behind\n    .*\n    fix: causeway rm shm:0\ncode 1\n$", Shell.Script($"{Machine} '{script}'").OutputText);
    }

    [Fact]
    public void Doctor_NoSuchDirectory_IsExitCode1()
    {
        Look.Refused(Shell.Causeway("doctor", "/no/such/directory"), 1, "there is no directory");
    }

    [Fact]
    public void DeadHolder_WaiterOfASemaphoreWhoseLastUserEnded_IsFound()
    {
        // A child takes the last one and dies of SIGKILL without undoing it; another waits.
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(SysVKey.Private, [1]);
        Shell.Causeway("sysv-sem", "wait", $"{set.Id}").Succeeded();
        using Peer waiter = Shell.Start("sysv-sem", "wait", $"{set.Id}");
        Assert.True(SpinWait.SpinUntil(() => set.GetTakeWaiters(0) == 1, Watchdog.Limit));
        JsonElement finding = Assert.Single(Findings(), one => one.String("rule") == "dead-holder" && one.String("subject") == $"sem:{set.Id}");
        Assert.Contains("semaphore 0 is 0, 1 thread waits", finding.String("evidence"));
        Fix(finding);
        waiter.ExpectSuccess();
        set.Delete();
    }

    [Fact]
    public void LeftBehind_QueuesAndSemaphores_AfterAnHourWithoutUsers()
    {
        SysVQueueObject queue = new()
        {
            Id = new IpcObjectId(IpcKind.SysVQueue, 1, 7), Permissions = default, Messages = 3, Bytes = 30, CapacityBytes = 100,
            LastSenderProcessId = 4194998, LastReceiverProcessId = 4194999, LastSend = s_now.AddMinutes(-61), LastReceive = s_now.AddHours(-9), Changed = s_now.AddHours(-10),
        };
        Assert.Contains("processes 4194998, 4194999, which used it last, have ended", Why(queue));
        Assert.Null(Why(queue with { LastSend = s_now.AddMinutes(-59) }));
        Assert.Null(Why(queue with { LastSenderProcessId = 0, LastReceiverProcessId = 0 }));
        SysVSemaphoresObject set = new()
        {
            Id = new IpcObjectId(IpcKind.SysVSemaphores, 1, 8), Permissions = default, Count = 1, LastOperation = s_now.AddHours(-2), Changed = s_now.AddHours(-3),
            Semaphores = [new InspectedSemaphore(1, 4194999, 0, 0)],
        };
        Assert.Contains("process 4194999, which used it last, has ended, and nobody waits", Why(set));
        Assert.Null(Why(set with { Semaphores = [new InspectedSemaphore(0, 4194999, 1, 0)] }));
        Assert.Null(Why(set with { LastOperation = s_now }));
    }

    [Fact]
    public void Limit_Over80Percent_IsFound()
    {
        IpcLimit limit = new("kernel.shmmni", "segments", 81, 100, "sysctl -w kernel.shmmni=200");
        Examination examination = new(Empty(), [limit, limit with { Use = 80 }, limit with { Use = null }, limit with { Most = null }], []);
        Finding finding = Assert.Single(LimitRule.Check(examination));
        Assert.Equal(("kernel.shmmni", "81 of 100 segments, 81 %", "sysctl -w kernel.shmmni=200"), (finding.Subject, finding.Evidence, finding.Fix));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("#RemoveIPC=yes", true)]
    [InlineData("RemoveIPC=no", false)]
    [InlineData("RemoveIPC=no\nRemoveIPC = yes", true)]
    public void RemoveIpc_ByTheLastWordOfItsFiles(string? setting, bool isFound)
    {
        using TestDirectory directory = new();
        Directory.CreateDirectory(directory.PathOf("run/systemd/users"));
        Directory.CreateDirectory(directory.PathOf("etc/systemd/logind.conf.d"));
        if (setting is not null)
            File.WriteAllText(directory.PathOf("etc/systemd/logind.conf.d/x.conf"), $"[Login]\n{setting}\n");
        MemoryObject memory = new() { Id = new IpcObjectId(IpcKind.PosixMemory, 1, 7), Name = "/orders", UserId = 4711 };
        Examination examination = new(Empty(memory, memory with { Id = new IpcObjectId(IpcKind.PosixMemory, 1, 8), UserId = 33 }), [], [], directory.Root);
        Assert.Equal(isFound ? ["logind removes 1 object of user 4711 when the last session of that user ends: posix-shm:[0:1:7]"] : [], RemoveIpcRule.Check(examination).Select(static one => one.Evidence));
        Assert.Empty(RemoveIpcRule.Check(examination with { Root = directory.PathOf("etc") }));
    }

    [Fact]
    public void SmallMemory_OfAContainerAlone()
    {
        using TestDirectory directory = new();
        IpcLimit memory = new("/dev/shm", "bytes", 0, 64 << 20, "mount");
        Examination examination = new(Empty(), [memory], [], directory.Root);
        Assert.Empty(SmallMemoryRule.Check(examination));
        File.WriteAllText(directory.PathOf(".dockerenv"), "");
        Assert.Equal("docker run --shm-size=1g IMAGE", Assert.Single(SmallMemoryRule.Check(examination)).Fix);
        Assert.Empty(SmallMemoryRule.Check(examination with { Limits = [memory with { Most = 65 << 20 }] }));
    }

    [Fact]
    public void Sockets_BoundWithoutListening_AndListenersWithoutRoom_AreFound()
    {
        UnixSocketObject socket = new()
        {
            Id = new IpcObjectId(IpcKind.Socket, 0, 7), Name = "/run/app", Type = UnixSocketType.Stream, State = InspectedSocketState.Unconnected,
        };
        UnixSocketObject listener = socket with { Id = new IpcObjectId(IpcKind.Socket, 0, 8), State = InspectedSocketState.Listening, ReceiveQueue = 6, SendQueue = 5 };
        Examination examination = new(Empty(socket, listener, listener with { Id = new IpcObjectId(IpcKind.Socket, 0, 9), ReceiveQueue = 0 }), [], []);
        Assert.Equal("socket:[7]", Assert.Single(DeafSocketRule.Check(examination)).Subject);
        Finding full = Assert.Single(FullQueueRule.Check(examination));
        Assert.Equal(("socket:[8]", "/run/app: 6 connections wait to be accepted, as many as the backlog of 5 lets"), (full.Subject, full.Evidence));
    }

    [Fact]
    public void Doctor_FixesOfNamesWithAnythingInThem_RemoveThoseAndNoOthers()
    {
        using TestDirectory directory = new();
        string[] names = ["-rf", "a b", "it's", "line\nfeed", "tab\t\e[2J\u007f", "$(touch made)`touch made`", "a\u200bb", "\u009b2J", "!x;\"y\" *", "back\\slash\n\\x41", "ü", "~", "#"];
        string[] neighbours = ["a", "b", "line", "feed", "x41", "it", "rf"];
        Directory.CreateDirectory(directory.PathOf("in"));
        foreach (string name in names)
        {
            ShellCommand.Run("mkfifo", [directory.PathOf("in/" + name)]);
            File.WriteAllText(directory.PathOf($"in/{name}.lock"), "4194999\n");
        }

        foreach (string neighbour in neighbours)
            File.WriteAllText(directory.PathOf("in/" + neighbour), "");
        string[] lines = Shell.Causeway("doctor", directory.PathOf("in")).OutputText.Split('\n');
        (string Fix, bool HasNote)[] fixes = [.. lines.Zip(lines.Skip(1), static (line, next) => (Fix: line, HasNote: next.StartsWith("    note: ", StringComparison.Ordinal)))
            .Where(one => one.Fix.StartsWith("    fix: ", StringComparison.Ordinal) && one.Fix.Contains(directory.Root, StringComparison.Ordinal)).Select(static one => (one.Fix["    fix: ".Length..], one.HasNote))];
        Assert.Equal(names.Length * 2, fixes.Length);
        string script = string.Join('\n', fixes.Select(static one => one.Fix.StartsWith("causeway ", StringComparison.Ordinal) ? Confirmed(one.Fix, one.HasNote) : one.Fix));
        ShellCommandResult result = ShellCommand.Run("bash", ["-c", $"causeway() {{ {CommandRun.Program} \"$@\" || echo failed; }}\ncd {directory.PathOf("in")}\n{script}"]);
        Assert.DoesNotContain("failed", result.OutputText);
        Assert.Equal(neighbours.Order(StringComparer.Ordinal), Directory.GetFiles(directory.PathOf("in")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a\nb'c", "$'a\\x0ab\\x27c'")]
    [InlineData("\e!é\\", "$'\\x1b\\x21\\xc3\\xa9\\x5c'")]
    public void ShellWord_WithWhatCannotBePrinted_IsOneWordOfBash(string text, string word)
    {
        Assert.Equal(word, ShellWord.Of(text));
        Assert.Equal(text, ShellCommand.Run("bash", ["-c", $"printf %s {word}"]).OutputText);
    }

    [Theory]
    [InlineData("/tmp/a", "/tmp/a")]
    [InlineData("/tmp/a b", "'/tmp/a b'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("", "''")]
    public void ShellWord_IsOneWordOfAShell(string text, string word)
    {
        Assert.Equal(word, ShellWord.Of(text));
        Assert.Equal(text, ShellCommand.Run($"printf %s {word}").OutputText);
    }

    private static string? Why(IpcObject one) => LeftBehind.Why(Empty(one), one, s_now);

    /// <summary>A machine without processes.</summary>
    private static Inventory Empty(params IpcObject[] objects) => new(new InspectionSnapshot(new SnapshotParts
    {
        Time = s_now, Duration = TimeSpan.Zero, Processes = [], Objects = [.. objects.OrderBy(static one => one.Id)], Ends = [], Waits = [], BlindSpots = [],
        EndsByObject = [], ObjectStarts = new int[objects.Length + 1], ProcessStarts = [0],
    }), []);

    private static JsonElement[] Findings(params string[] directories)
    {
        ShellCommandResult result = Shell.Causeway(["doctor", "--json", .. directories]);
        JsonElement[] findings = Look.Objects(result.OutputText);
        Assert.Equal(findings.Length > 0 ? 1 : 0, result.ExitCode());
        return findings;
    }

    /// <summary>Not every process can be read on every machine, and of what these tests make it is known that nobody has it.</summary>
    private static string Confirmed(string rm, bool hasNote) => $"{rm} --yes{(hasNote ? " --force" : "")}";

    /// <summary>Runs the command that is said to fix it.</summary>
    private static void Fix(JsonElement finding, string? directory = null)
    {
        string fix = finding.String("fix")!;
        string run = fix.StartsWith("causeway rm ", StringComparison.Ordinal) ? $"$CW {Confirmed(fix, finding.String("note") is not null)["causeway ".Length..]}" : fix.Replace("causeway ", "$CW ", StringComparison.Ordinal);
        ShellCommandResult result = Shell.Script(directory is null ? run : $"cd {directory}; {run}");
        Assert.True(result.ExitCode() == 0, $"{fix}: {result.ErrorText}");
    }
}
