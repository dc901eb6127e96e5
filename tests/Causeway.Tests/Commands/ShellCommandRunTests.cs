namespace Causeway.Tests.Commands;

/// <summary>All input in and all output out, with a command that would deadlock otherwise.</summary>
public sealed class ShellCommandRunTests
{
    private const int MoreThanPipesHold = 2_000_000;

    private static string Peer => CCompiler.Compile("command");

    [Fact]
    public async Task RunAsync_BothDirectionsFull_NobodyWaitsForEver()
    {
        // It reads nothing before all of its output and of its standard error is taken.
        byte[] input = new byte[MoreThanPipesHold];
        ShellCommandResult result = await ShellCommand.RunAsync(Peer, ["full-both", $"{MoreThanPipesHold}"], input,
            new ShellCommandOptions { StandardError = StandardErrorMode.Separate });
        Assert.True(result.Status.IsSuccess, result.Status.ToString());
        Assert.Equal(MoreThanPipesHold, result.Output.Length);
        Assert.Equal(MoreThanPipesHold, result.Error.Length);
        Assert.False(result.Error.Span.ContainsAnyExcept((byte)'x'));
    }

    [Fact]
    public void Run_BothDirectionsFull_NobodyWaitsForEver()
    {
        ShellCommandResult result = ShellCommand.Run(Peer, ["full-both", $"{MoreThanPipesHold}"], new byte[2 * MoreThanPipesHold],
            new ShellCommandOptions { StandardError = StandardErrorMode.Merge });
        Assert.Equal(1, result.Status.ExitCode);
        Assert.Equal(2 * MoreThanPipesHold, result.Output.Length);
        Assert.Equal(0, result.Error.Length);
    }

    [Fact]
    public void Run_Pipeline_CarriesEveryByte()
    {
        byte[] input = new byte[MoreThanPipesHold];
        TestLoad.NewRandom().NextBytes(input);
        ShellCommandResult result = ShellCommand.Run([CommandStage.Program("cat"), CommandStage.Program("cat"), CommandStage.Program("cat")], input);
        Assert.True(result.Output.Span.SequenceEqual(input));
    }

    [Fact]
    public void Run_NoInput_TheCommandReadsTheEnd() => Assert.Equal("0\n", ShellCommand.Run("wc -c").OutputText);

    [Fact]
    public void Run_CommandReadsNoFurther_IsNoFailure()
    {
        ShellCommandResult result = ShellCommand.Run("head -c 3", new byte[MoreThanPipesHold]);
        Assert.True(result.Status.IsSuccess);
        Assert.Equal(3, result.Output.Length);
    }

    [Theory]
    [InlineData("no-such-command-here", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("exit 256", 0)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -KILL $$", 137)]
    public void Run_ShellForm_EndsAsTheShellDoes(string command, int code)
    {
        var options = new ShellCommandOptions { StandardError = StandardErrorMode.Separate };
        Assert.Equal(code, ShellCommand.Run(command, options: options).Status.Last.ShellCode);
    }

    [Fact]
    public void Run_ArgumentForm_MissingProgramIsEnoent()
    {
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => ShellCommand.Run("no-such-command-here", [])).Errno);
        Assert.Throws<UnauthorizedAccessException>(() => ShellCommand.Run("/etc/passwd", []));
    }

    [Fact]
    public void Communicate_OpenedToReadOnly_TakesNoInput()
    {
        using ShellCommand command = ShellCommand.OpenRead("echo hello");
        Assert.Throws<InvalidOperationException>(() => command.Communicate(new byte[1]));
        Assert.Equal("hello\n", command.Communicate().OutputText);
    }

    [Fact]
    public void Communicate_OpenedToWriteOnly_HasNoOutput()
    {
        using ShellCommand command = ShellCommand.OpenWrite("wc -c >&2; exit 4", new ShellCommandOptions { StandardError = StandardErrorMode.Separate });
        ShellCommandResult result = command.Communicate("abc"u8.ToArray());
        Assert.Equal(0, result.Output.Length);
        Assert.Equal("3\n", result.ErrorText);
        Assert.Equal(4, result.Status.ExitCode);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_AllAnswerTheirOwn()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            ShellCommandResult result = await ShellCommand.RunAsync([CommandStage.Program("cat"), CommandStage.Program("tr", "0-9", "a-j")], System.Text.Encoding.ASCII.GetBytes($"{i}"));
            Assert.Equal(string.Concat($"{i}".Select(static digit => (char)(digit - '0' + 'a'))), result.OutputText);
        }));
    }

    [Fact]
    public void Run_NegativeTimeout_StartsNothing()
    {
        using var directory = new TestDirectory();
        var options = new ShellCommandOptions { WorkingDirectory = directory.PathOf("missing") };
        Assert.Throws<ArgumentOutOfRangeException>(() => ShellCommand.Run("true", options: options, timeout: TimeSpan.FromSeconds(-5)));
    }

    [Fact]
    public void Timeout_LongerThanATimerTakes_IsNoError()
    {
        var months = TimeSpan.FromDays(100);
        Assert.Equal("x", ShellCommand.Run("printf x", timeout: months).OutputText);
        using ShellCommand command = ShellCommand.OpenRead("exit 3");
        Assert.Equal(3, command.Close(months).ExitCode);
        Assert.Equal(3, command.Process.WaitForExit(TimeSpan.MaxValue).ExitCode);
    }

    [Fact]
    public void Child_SigpipeIsAtItsDefault() => Assert.Equal("default\n", ShellCommand.Run(Peer, ["sigpipe"]).OutputText);
}
