using System.Globalization;

namespace Causeway.Cli.Tests.Commands;

public sealed class RunTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-run-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Run_ExitCodes_AreThoseOfTheCommand()
    {
        Assert.Equal("said\n", Shell.Causeway("run", "--", "echo", "said").Succeeded());
        Assert.Equal(7, Shell.Causeway("run", "--", "sh", "-c", "exit 7").ExitCode());
        Assert.Equal(128 + 9, Shell.Causeway("run", "--", "sh", "-c", "kill -9 $$").ExitCode());
        Shell.Causeway("run", "--", "no-such-command").Refused(127, "no command");
        Shell.Causeway("run", "--", "/etc/passwd").Refused(126, "cannot be run");
        Shell.Causeway("run", "--block", "USR1").Refused(2, "-- CMD is missing");
        Shell.Causeway("run", "--block", "FROB", "--", "true").Refused(125, "a signal is needed");
        Shell.Causeway("run", "--pass", "3", "--", "true").Refused(125, "a descriptor number");
        Shell.Causeway("run", "--pass", "3=mq:/no-such-queue", "--", "true").Refused(125, "create it");
        Shell.Causeway("run", "--rlimit", "frob=1", "--", "true").Refused(125, "no limit 'frob'");
        Shell.Causeway("run", "--rlimit", "core=2:1", "--", "true").Refused(125, "above the hard one");
        Shell.Causeway("run", "--pdeathsig", "KILL,TERM", "--", "true").Refused(125, "a signal is needed");
    }

    [Fact]
    public void Run_BlockAndLimits_HoldInTheCommand()
    {
        Assert.Equal("SigBlk:\t8000000400000a00\n", Shell.Causeway("run", "--block", "USR1,SIGUSR2", "--block", "RTMIN+1,64", "--", "grep", "SigBlk", "/proc/self/status").Succeeded());
        string limits = Shell.Causeway("run", "--rlimit", "nofile=40:50", "--rlimit", "as=1G", "--", "cat", "/proc/self/limits").Succeeded();
        Assert.Matches("Max open files +40 +50 ", limits);
        Assert.Matches("Max address space +1073741824 +1073741824 ", limits);
    }

    [Fact]
    public void Run_Pass_EachKindIsTheDescriptor()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"/causeway-run-{Environment.ProcessId}");
        string file = Path.Combine(_directory.FullName, "a:file");
        string fifo = Path.Combine(_directory.FullName, "fifo");
        File.WriteAllText(file, "in the file\n");
        Shell.Causeway("fifo", "create", fifo).Succeeded();
        using PosixMessageQueue queue = PosixMessageQueue.Create(name);
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        try
        {
            string output = Shell.Causeway("run", "--pass", $"3={file}", "--pass", $"4=fifo:{fifo}", "--pass", $"5=mq:{name}", "--pass", $"6=shm:{name}", "--pass", "7=/", "--pass", "8=fd:1",
                "--", "sh", "-c", "cat <&3; echo through >&4; read line <&4; echo $line; readlink /proc/self/fd/5 /proc/self/fd/6 /proc/self/fd/7; echo twice >&8; test ! -e /proc/self/fd/9").Succeeded();
            Assert.Equal($"in the file\nthrough\n{name}\n/dev/shm{name}\n/\ntwice\n", output);
        }
        finally
        {
            PosixMessageQueue.Delete(name);
            PosixSharedMemory.Delete(name);
        }
    }

    [Fact]
    public void Run_KilledWithPdeathsig_TakesTheCommandAlong()
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        ChildProcessOptions options = new(CommandRun.Program, "run", "--pdeathsig", "KILL", "--pass", "7=fd:7", "--", "sh", "-c", "echo runs; exec sleep 1000");
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        options.Descriptors[7] = alive.Writer.Descriptor;
        using (Peer peer = Peer.Start(options))
        {
            alive.Writer.Dispose();
            peer.Expect("runs");
        }

        Assert.Equal(0, alive.Reader.Read(new byte[1]));
    }

    [Fact]
    public void Run_Signal_GoesOnToTheCommand_WhoseStatusCounts()
    {
        using Peer peer = Shell.Start("run", "--", "sh", "-c", "trap 'echo told; exit 5' TERM; echo runs; while :; do sleep 0.01; done");
        peer.Expect("runs");
        peer.Process.TrySendSignal(Signal.Term);
        peer.Expect("told");
        Assert.Equal(5, peer.Process.WaitForExit().ExitCode);
    }

    [Fact]
    public void Run_Signals_AllGoOn()
    {
        using Peer peer = Shell.StartInOwnGroup("run", "--", "sh", "-c", "trap 'echo reloaded' HUP; trap 'echo told' INT; trap 'echo last; exit 6' TERM; echo runs; while :; do sleep 0.01; done");
        peer.Expect("runs");
        Tell(Signal.Hup, "reloaded");
        Tell(Signal.Int, "told");

        // Later than what Interruption takes for the same wish.
        Thread.Sleep(TimeSpan.FromSeconds(2.1));
        Tell(Signal.Hup, "reloaded");
        Tell(Signal.Term, "last");
        Assert.Equal(6, peer.Process.WaitForExit().ExitCode);

        void Tell(Signal signal, string answer)
        {
            peer.Process.TrySendSignal(signal);
            peer.Expect(answer);
        }
    }

    [Fact]
    public void Run_KeyOfTheTerminal_ReachesTheCommandOnce()
    {
        // The outer one makes the terminal, in whose foreground group the inner one and its command are.
        using Peer peer = Shell.Start("run", "--pty", "--", CommandRun.Program, "run", "--", "sh", "-c",
            "trap 'count=x$count' INT; stty -echo; echo runs; until test $count; do sleep 0.01; done; for i in 1 2 3 4 5; do sleep 0.1; done; echo count $count");
        peer.Expect("runs");
        peer.Send("\x03");
        peer.Expect("count x");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Run_Pass_IsNotHeldOpenByCausewayItself()
    {
        string fifo = Path.Combine(_directory.FullName, "held");
        Shell.Causeway("fifo", "create", fifo).Succeeded();
        string script = $"while readlink /proc/$PPID/fd/* | grep -q '{fifo}'; do sleep 0.01; done; echo released";
        Assert.Equal("released\n", Shell.Causeway("run", "--pass", $"3=fifo:{fifo}", "--", "sh", "-c", script).Succeeded());
    }

    [Theory]
    [InlineData("setsid sleep 1000 >/dev/null 2>&1 & exit 3")]
    [InlineData("setsid env -i sleep 1000 >/dev/null 2>&1 & exit 3")]
    [InlineData("(setsid env -i sh -c 'sleep 1000 & sleep 1000' >/dev/null 2>&1 &) ; exit 3")]
    public void Run_Tree_EndsWhatTheCommandLeft(string script)
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        ChildProcessOptions options = new(CommandRun.Program, "run", "--tree", "--pass", "7=fd:7", "--", "sh", "-c", script);
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        options.Descriptors[7] = alive.Writer.Descriptor;
        CommandRun run = CommandRun.Of(options);
        alive.Writer.Dispose();
        Assert.Equal(3, run.Status.ExitCode);
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
    }

    [Fact]
    public void Run_TreeToldTwice_EndsTheCommandThatDoesNotHeedIt()
    {
        using Peer peer = Shell.Start("run", "--tree", "--", "sh", "-c", "trap 'echo told' TERM; echo runs; while :; do sleep 0.01; done");
        peer.Expect("runs");
        peer.Process.TrySendSignal(Signal.Term);
        peer.Expect("told");

        // Later than what Interruption takes for the same wish.
        Thread.Sleep(TimeSpan.FromSeconds(2.1));
        peer.Process.TrySendSignal(Signal.Term);
        Assert.Equal(128 + 9, peer.Process.WaitForExit().ExitCode);
    }

    [Fact]
    public void Run_PtyReadSlowly_LosesNothing()
    {
        // More than the pipe to this process holds, less than that and the terminal together: the command ends before any is read.
        using AnonymousPipe output = AnonymousPipe.Create();
        string ended = Path.Combine(_directory.FullName, "ended");
        using Microsoft.Win32.SafeHandles.SafeFileHandle nothing = File.OpenHandle("/dev/null");
        ChildProcessOptions options = new(CommandRun.Program, "run", "--pty", "--", "sh", "-c", $"stty raw -echo; seq 1 14000; echo last; : > {ended}")
        {
            Descriptors = { [0] = nothing, [1] = output.Writer.Descriptor },
        };
        using ChildProcess child = ChildProcess.Start(options);
        output.Writer.Dispose();
        SpinWait.SpinUntil(() => File.Exists(ended));

        // A reader that does something else first.
        Thread.Sleep(500);
        using StreamReader reader = new(output.Reader);
        Assert.EndsWith(string.Concat(Enumerable.Range(1, 14_000).Select(static number => $"{number}\n")) + "last\n", reader.ReadToEnd());
        Assert.Equal(0, child.WaitForExit().ExitCode);
    }

    [Fact]
    public void Run_PtyLeftToAnother_EndsWithTheCommand()
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        ChildProcessOptions options = new(CommandRun.Program, "run", "--pty", "--pass", "7=fd:7", "--", "sh", "-c", "trap '' HUP; (while :; do echo on || exit; done) & echo said; exit 4");
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        options.Descriptors[7] = alive.Writer.Descriptor;
        CommandRun run = CommandRun.Of(options);
        alive.Writer.Dispose();
        Assert.Equal(4, run.Status.ExitCode);
        Assert.Contains("said", run.Output);

        // It ends at the terminal's.
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
    }

    [Fact]
    public void Run_Pty_GivesTheCommandATerminal()
    {
        string output = Shell.Fed("typed\n"u8.ToArray(), "run", "--pty", "--", "sh", "-c", "test -t 0 && test -t 1 && read line && echo got $line && stty size && exit 6").OutputText;
        Assert.Contains("got typed\r\n", output);
        Assert.Contains("24 80\r\n", output);
        Assert.Equal(6, Shell.Causeway("run", "--pty", "--", "sh", "-c", "exit 6").ExitCode());
        Assert.Equal("no input\r\n", Shell.Causeway("run", "--pty", "--", "sh", "-c", "stty -echo; cat; echo no input").OutputText.Replace("^D\b\b", "", StringComparison.Ordinal));
    }
}
