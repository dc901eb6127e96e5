namespace Causeway.Tests.Processes;

public sealed class ChildProcessTests
{
    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    public async Task Exit_WithCode_IsReported(string script, int code)
    {
        using ChildProcess child = ChildProcess.Start("sh", "-c", script);
        ChildExitStatus status = await child.WaitForExitAsync();
        Assert.Equal(code, status.ExitCode);
        Assert.Null(status.Signal);
        Assert.Equal(code == 0, status.IsSuccess);
        Assert.True(child.HasExited);
        Assert.False(child.TrySendSignal(Signal.Term));
    }

    [Fact]
    public void Kill_RunningChild_EndsItBySigkill()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        Assert.False(child.HasExited);
        child.Kill();
        ChildExitStatus status = child.WaitForExit();
        Assert.Equal(Signal.Kill, status.Signal);
        Assert.Null(status.ExitCode);
        Assert.Equal("killed by SIGKILL", status.ToString());
        child.Kill();
    }

    [Fact]
    public void TrySendSignal_Term_EndsTheChildWithIt()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        Assert.True(child.TrySendSignal(Signal.Term));
        Assert.Equal(Signal.Term, child.WaitForExit().Signal);
    }

    [Fact]
    public async Task Wait_TimeoutAndToken_EndTheWaitAndNotTheChild()
    {
        using ChildProcess child = ChildProcess.Start("sleep", "1000");
        Assert.Throws<TimeoutException>(() => child.WaitForExit(TimeSpan.FromMilliseconds(5)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => child.WaitForExitAsync(new CancellationToken(canceled: true)));
        Assert.False(child.HasExited);
        child.Kill();
        await child.WaitForExitAsync();
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_StillReaps()
    {
        int processId;
        using (AnonymousPipe pipe = AnonymousPipe.Create())
        {
            var options = new ChildProcessOptions("cat");
            options.Descriptors[0] = pipe.Reader.Descriptor;
            using ChildProcess child = ChildProcess.Start(options);
            processId = child.Id;
        }

        // cat ends with its input. A zombie keeps its entry until it is reaped.
        while (Directory.Exists($"/proc/{processId}"))
            await Task.Yield();
    }

    [Fact]
    public void Start_HundredsAtOnce_AllEndWithTheirOwnCode()
    {
        ChildProcess[] children = [.. Enumerable.Range(0, 200).Select(static code => ChildProcess.Start("sh", "-c", $"exit {code}"))];
        for (int code = 0; code < children.Length; code++)
        {
            Assert.Equal(code, children[code].WaitForExit().ExitCode);
            children[code].Dispose();
        }
    }

    [Fact]
    public async Task Start_BesideSystemDiagnosticsProcess_NeitherTakesTheOthersChild()
    {
        async Task Ours(int code)
        {
            using ChildProcess child = ChildProcess.Start("sh", "-c", $"exit {code}");
            Assert.Equal(code, (await child.WaitForExitAsync()).ExitCode);
        }

        async Task Theirs(int code)
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start("sh", ["-c", $"exit {code}"]);
            await process.WaitForExitAsync();
            Assert.Equal(code, process.ExitCode);
        }

        await Task.WhenAll(Enumerable.Range(1, 60).Select(code => code % 2 == 0 ? Ours(code) : Theirs(code)));
    }

    [Fact]
    public void Start_SigchldIgnoredByWhoStartedUs_StatusIsKept()
    {
        ChildProcessOptions dotnet = Peer.DotnetOptions(ReportChildStatus);
        string command = string.Join(' ', new[] { dotnet.Program }.Concat(dotnet.Arguments).Select(static word => $"'{word}'"));
        using Peer peer = Peer.Start(new ChildProcessOptions("sh", "-c", $"trap '' CHLD; exec {command}"));
        peer.Expect("exit code 5");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Start_ProgramMissing_SaysWhereItLooked()
    {
        SyscallException missing = Assert.Throws<SyscallException>(() => ChildProcess.Start("no-such-program-here"));
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Contains("PATH", missing.Message);
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => ChildProcess.Start("/no/such/program")).Errno);
    }

    [Fact]
    public void Start_NotExecutable_IsUnauthorizedAccess()
    {
        string path = Path.GetTempFileName();
        try
        {
            UnauthorizedAccessException refused = Assert.Throws<UnauthorizedAccessException>(() => ChildProcess.Start(path));
            Assert.Equal(Errno.EACCES, Assert.IsType<SyscallException>(refused.InnerException).Errno);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllText(path, "exit 0\n");
            Assert.Equal(Errno.ENOEXEC, Assert.Throws<SyscallException>(() => ChildProcess.Start(path)).Errno);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Start_BadOptions_AreRefusedBeforeAnythingHappens()
    {
        Assert.Throws<ArgumentException>(() => ChildProcess.Start("true", "a\0b"));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(""));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { NewSession = true, ProcessGroup = 0 }));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { ProcessGroup = -1 }));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { Environment = { ["A=B"] = "c" } }));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { Descriptors = { [-1] = new SafeFileDescriptor(0, ownsDescriptor: false) } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChildProcess.Start(new ChildProcessOptions("true") { ParentDeathSignal = new Signal(0) }));
        Assert.Throws<DirectoryNotFoundException>(() => ChildProcess.Start(new ChildProcessOptions("true") { WorkingDirectory = "/no/such/folder" }));
    }

    private static void ReportChildStatus(string[] arguments)
    {
        using ChildProcess child = ChildProcess.Start("sh", "-c", "exit 5");
        Console.WriteLine(child.WaitForExit());
    }
}
