using Causeway.Sys;

namespace Causeway.Tests.Processes;

/// <summary>A child that waits before its program's first instruction.</summary>
public sealed class HeldChildTests
{
    private static readonly Task<ChildExitStatus?> s_untraced = Task.FromResult<ChildExitStatus?>(null);

    [Fact]
    public void StartHeld_Program_RunsNothingBeforeTheCallbackReturns()
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        var options = new ChildProcessOptions("echo", "ran") { Descriptors = { [1] = output.Writer.Descriptor } };
        string whileHeld = "";
        int heldId = 0;
        using ChildProcess child = ChildProcess.StartHeld(options, Look, s_untraced);
        output.Writer.Dispose();
        using StreamReader reader = new(output.Reader);
        Assert.Equal("ran\n", reader.ReadToEnd());
        Assert.Equal(heldId, child.Id);
        Assert.StartsWith("/bin/sh", whileHeld, StringComparison.Ordinal);
        Assert.True(child.WaitForExit().IsSuccess);

        void Look(int processId, int executions)
        {
            heldId = processId;
            whileHeld = File.ReadAllText($"/proc/{processId}/cmdline");
            Assert.Equal(0, output.Reader.BytesAvailable);
        }
    }

    [Fact]
    public void StartHeld_CallbackThrows_LeavesNoChild()
    {
        int processId = 0;
        Assert.Throws<InvalidOperationException>(() => ChildProcess.StartHeld(new ChildProcessOptions("true"), Refuse, s_untraced));
        Assert.False(Directory.Exists($"/proc/{processId}"));

        void Refuse(int held, int executions)
        {
            processId = held;
            throw new InvalidOperationException("refused");
        }
    }

    [Fact]
    public void StartHeld_EnvironmentArgumentsAndDescriptors_AreThoseOfAPlainStart()
    {
        ChildProcessOptions Describe() => new(CCompiler.Compile("child_state"), "", "two words", "$(id)")
        {
            WorkingDirectory = "/usr",
            NewSession = true,
            BlockedSignals = SignalSet.Of(Signal.Usr1),
            Descriptors = { [3] = new SafeFileDescriptor(0, ownsDescriptor: false), [5] = new SafeFileDescriptor(0, ownsDescriptor: false) },
        };
        Assert.Equal(Output(ChildProcess.Start, Describe()), Output(Held, Describe()));

        // Nothing but what was given, whatever shell it is: dash sets PWD, bash others.
        ChildProcessOptions bare = new("/usr/bin/env") { InheritEnvironment = false, Environment = { ["A"] = "1" } };
        Assert.Equal(["A=1"], Output(Held, bare).Where(static line => !line.StartsWith("SHLVL=", StringComparison.Ordinal) && !line.StartsWith("_=", StringComparison.Ordinal)));
    }

    [Fact]
    public void StartHeld_VariablesThatAShellDoesNotCarry_AreThoseOfAPlainStart()
    {
        string[] plain = EnvironmentBy(ChildProcess.Start);
        Assert.Contains("a.b=1 2", plain);
        Assert.Contains("PWD=/bogus", plain);
        Assert.Equal(plain, EnvironmentBy(Held));

        string[] EnvironmentBy(Func<ChildProcessOptions, ChildProcess> start) => [.. Output(start, new ChildProcessOptions("/usr/bin/env")
        {
            WorkingDirectory = "/usr",
            InheritEnvironment = false,
            Environment =
            {
                ["A"] = "1", ["a.b"] = "1 2", ["X-Y"] = "$(id)", ["BASH_FUNC_f%%"] = "() { :; }", ["IFS"] = ":", ["OPTIND"] = "7", ["PWD"] = "/bogus", ["SHLVL"] = "3", ["_"] = "x", ["causeway_gate"] = "g", ["-x"] = "",
            },
        }).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void StartHeld_ParentIsKilledMeanwhile_TheProgramNeverRuns()
    {
        using AnonymousPipe alive = AnonymousPipe.Create();
        ChildProcessOptions options = Peer.DotnetOptions(HoldForEver);
        options.Descriptors[7] = alive.Writer.Descriptor;
        using (Peer parent = Peer.Start(options))
        {
            alive.Writer.Dispose();
            parent.Expect("held");
        }

        // The child has the other end too: its end is the end of the stream, and it wrote nothing.
        Assert.Equal(0, alive.Reader.Read(new byte[1]));
    }

    [Fact]
    public async Task StartHeld_Traced_GivesTheStatusThatTheTracerGot()
    {
        TaskCompletionSource<ChildExitStatus?> traced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using AnonymousPipe input = AnonymousPipe.Create();
        ChildProcessOptions options = new("cat") { Descriptors = { [0] = input.Reader.Descriptor } };
        using ChildProcess child = ChildProcess.StartHeld(options, static (_, _) => { }, traced.Task);
        input.Dispose();
        Reap(child.Id);
        Assert.False(child.HasExited);
        traced.SetResult(ChildExitStatus.Exited(42));
        Assert.Equal(42, (await child.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public void StartHeld_EveryDescriptorOfOneDigitTaken_IsRefused()
    {
        ChildProcessOptions options = new("true");
        for (int number = 3; number <= 9; number++)
            options.Descriptors[number] = new SafeFileDescriptor(0, ownsDescriptor: false);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Held(options));
        Assert.Contains("leave one free", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("echo a shell ran this\n")]
    [InlineData("MZ\u0090 echo a shell ran this\n")]
    public void StartHeld_FileThatIsNoProgram_IsRefusedAsByAPlainStart(string content)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            foreach (Func<ChildProcessOptions, ChildProcess> start in new[] { ChildProcess.Start, Held })
                Assert.Equal(Errno.ENOEXEC, Assert.ThrowsAny<SyscallException>(() => start(new ChildProcessOptions(path))).Errno);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void StartHeld_ProgramOfAnotherMachine_IsRefusedAsByAPlainStart()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] program = File.ReadAllBytes("/bin/true");
            program[18] = 0xF7;
            program[19] = 0x00;
            File.WriteAllBytes(path, program);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            Assert.Equal(Errno.ENOEXEC, Assert.ThrowsAny<SyscallException>(() => ChildProcess.Start(new ChildProcessOptions(path))).Errno);
            if (Directory.Exists("/proc/sys/fs/binfmt_misc") && File.Exists("/proc/sys/fs/binfmt_misc/status"))
                Assert.Equal(Errno.ENOEXEC, Assert.ThrowsAny<SyscallException>(() => Held(new ChildProcessOptions(path))).Errno);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void StartHeld_PathBehindASymbolicLink_IsTheOneThatTheKernelFinds()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("causeway-held-");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(directory.FullName, "link"), "/usr/bin");
            string[] lines = Output(Held, new ChildProcessOptions("link/../bin/echo", "found") { WorkingDirectory = directory.FullName });
            Assert.Equal(["found"], lines);
            Assert.Equal(["/usr"], Output(Held, new ChildProcessOptions("/bin/pwd", "-P") { WorkingDirectory = Path.Combine(directory.FullName, "link/..") }));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void StartHeld_BareName_IsArgumentZero()
    {
        string[] plain = Output(ChildProcess.Start, new ChildProcessOptions("cat", "/proc/self/cmdline"));
        Assert.Equal(["cat\0/proc/self/cmdline\0"], plain);
        Assert.Equal(plain, Output(Held, new ChildProcessOptions("cat", "/proc/self/cmdline")));

        // The shell's search would not come to the same: the path is what it gets.
        string[] elsewhere = Output(Held, new ChildProcessOptions("cat", "/proc/self/cmdline") { Environment = { ["PATH"] = "/nowhere" } });
        Assert.EndsWith("/cat\0/proc/self/cmdline\0", elsewhere.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(8, 8)]
    [InlineData(8, 4096)]
    public void StartHeld_FewOpenFiles_AreTheProgramsAndDoNotHinderTheShell(int soft, int hard)
    {
        ChildProcessOptions options = new("/bin/sh", "-c", "ulimit -S -n; ulimit -H -n") { ResourceLimits = { [ResourceLimit.OpenFiles] = new((ulong)soft, (ulong)hard) } };
        Assert.Equal([$"{soft}", $"{hard}"], Output(Held, options));
    }

    [Fact]
    public void Create_NoShell_SaysWhatIsMissing()
    {
        PlatformNotSupportedException refused = Assert.Throws<PlatformNotSupportedException>(() => ChildGate.Create(new ChildProcessOptions("true"), "/no/shell"));
        Assert.Contains("/no/shell", refused.Message);
    }

    private static ChildProcess Held(ChildProcessOptions options) => ChildProcess.StartHeld(options, static (_, _) => { }, s_untraced);

    private static string[] Output(Func<ChildProcessOptions, ChildProcess> start, ChildProcessOptions options)
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        options.Descriptors[1] = output.Writer.Descriptor;
        using ChildProcess child = start(options);
        output.Writer.Dispose();
        using StreamReader reader = new(output.Reader);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(child.WaitForExit().IsSuccess);
        return lines;
    }

    private static unsafe void Reap(int processId)
    {
        LibC.siginfo_t info;
        Assert.Equal(0, LibC.waitid(LibC.P_PID, processId, &info, LibC.WEXITED));
    }

    private static void HoldForEver(string[] arguments)
    {
        using var alive = new SafeFileDescriptor(7);
        ChildProcessOptions options = new("echo", "ran") { Descriptors = { [1] = alive } };
        using ChildProcess child = ChildProcess.StartHeld(options, static (_, _) =>
        {
            Console.WriteLine("held");
            Thread.Sleep(Timeout.Infinite);
        }, s_untraced);
    }
}
