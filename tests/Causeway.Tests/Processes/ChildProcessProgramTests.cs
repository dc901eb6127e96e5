namespace Causeway.Tests.Processes;

/// <summary>Which file a child runs, and what is refused before anything is started.</summary>
public sealed class ChildProcessProgramTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Program_RelativePath_IsFoundFromTheWorkingDirectory(bool parentDeathSignal)
    {
        using TestDirectory directory = WithScript("program", "exit 9");
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("./program")
        {
            WorkingDirectory = directory.Root,
            ParentDeathSignal = parentDeathSignal ? Signal.Kill : null,
        });
        Assert.Equal(9, child.WaitForExit().ExitCode);
    }

    [Fact]
    public void Program_InARelativeDirectoryOfPath_RunsWhateverTheWorkingDirectory()
    {
        using TestDirectory directory = WithScript("program-of-path", "exit 9");
        ChildProcessOptions options = Peer.DotnetOptions(StartFromRelativePath);
        options.WorkingDirectory = directory.Root;
        using Peer peer = Peer.Start(options);
        peer.Expect("exit code 9");
        peer.ExpectSuccess();
    }

    [Fact]
    public void ParentDeathSignal_ProgramMissingOrNotExecutable_IsSaidAsWithoutIt()
    {
        SyscallException missing = Assert.Throws<SyscallException>(() => StartWithDeathSignal("/no/such/program", Signal.Kill));
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Throws<UnauthorizedAccessException>(() => StartWithDeathSignal("/etc/passwd", Signal.Kill));
        Assert.Throws<UnauthorizedAccessException>(() => StartWithDeathSignal("/usr", Signal.Kill));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(34)]
    [InlineData(35)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(63)]
    [InlineData(64)]
    public void ParentDeathSignal_AnySignal_IsTaken(int number)
    {
        using ChildProcess child = StartWithDeathSignal("true", new Signal(number));
        Assert.Equal(0, child.WaitForExit().ExitCode);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    public void ParentDeathSignal_OfTheCLibrary_IsRefused(int number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StartWithDeathSignal("true", new Signal(number)));

    [Fact]
    public void Start_NulOrNull_IsRefusedBeforeTheCall()
    {
        Assert.Throws<ArgumentException>(() => ChildProcess.Start("true\0x"));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { WorkingDirectory = "/\0x" }));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start("true", "a", null!));
        Assert.Throws<ArgumentException>(() => ChildProcess.Start(new ChildProcessOptions("true") { Descriptors = { [3] = null! } }));
    }

    private static ChildProcess StartWithDeathSignal(string program, Signal signal) =>
        ChildProcess.Start(new ChildProcessOptions(program) { ParentDeathSignal = signal });

    private static void StartFromRelativePath(string[] arguments)
    {
        Environment.SetEnvironmentVariable("PATH", ":" + Environment.GetEnvironmentVariable("PATH"));
        using ChildProcess child = ChildProcess.Start(new ChildProcessOptions("program-of-path") { WorkingDirectory = "/" });
        Console.WriteLine(child.WaitForExit());
    }

    private static TestDirectory WithScript(string name, string script)
    {
        TestDirectory directory = new();
        string path = directory.PathOf(name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return directory;
    }
}
