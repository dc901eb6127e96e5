namespace Causeway.Tests.Commands;

public sealed class PipelineTests
{
    private static CommandStage Peer(params string[] arguments) => CommandStage.Program(CCompiler.Compile("command"), arguments);

    [Fact]
    public void OpenRead_ThreeStages_EachReadsWhatTheOneBeforeWrites()
    {
        using ShellCommand pipeline = ShellCommand.OpenRead(
            [CommandStage.Shell("printf 'b\\na\\nb\\n'"), CommandStage.Program("sort", "-u"), Peer("upper")]);
        using var reader = new StreamReader(pipeline.Output);
        Assert.Equal("A\nB\n", reader.ReadToEnd());
        ShellCommandStatus status = pipeline.Close();
        Assert.Equal(3, status.Commands.Count);
        Assert.All(status.Commands, static one => Assert.True(one.IsSuccess));
        Assert.True(status.WithPipefail.IsSuccess);
    }

    [Fact]
    public void OpenWrite_Pipeline_WritesToTheFirst()
    {
        using var directory = new TestDirectory();
        using ShellCommand pipeline = ShellCommand.OpenWrite([CommandStage.Program("tr", "a-z", "A-Z"), CommandStage.Shell("cat > out")],
            new ShellCommandOptions { WorkingDirectory = directory.Root });
        pipeline.Input.Write("hello"u8);
        Assert.True(pipeline.Close().IsSuccess);
        Assert.Equal("HELLO", File.ReadAllText(directory.PathOf("out")));
    }

    [Fact]
    public void OpenReadWrite_Pipeline_BothWays()
    {
        using ShellCommand pipeline = ShellCommand.OpenReadWrite([Peer("upper"), CommandStage.Program("wc", "-c")]);
        pipeline.Input.Write("twelve bytes"u8);
        pipeline.Input.Dispose();
        using var reader = new StreamReader(pipeline.Output);
        Assert.Equal("12", reader.ReadToEnd().Trim());
    }

    [Fact]
    public void Status_YesIntoHead_YesDiedOfSigpipe()
    {
        using ShellCommand pipeline = ShellCommand.OpenRead([CommandStage.Program("yes"), CommandStage.Program("head", "-n", "2")]);
        using var reader = new StreamReader(pipeline.Output);
        Assert.Equal("y\ny\n", reader.ReadToEnd());
        ShellCommandStatus status = pipeline.Close();
        Assert.Equal(Signal.Pipe, status.Commands[0].Signal);
        Assert.True(status.IsSuccess);
        Assert.Equal(Signal.Pipe, status.WithPipefail.Signal);
        Assert.Equal(141, status.WithPipefail.ShellCode);
        Assert.Equal("killed by SIGPIPE | exit code 0", status.ToString());
    }

    [Theory]
    [InlineData("exit 3", "exit 0", "exit 0")]
    [InlineData("exit 0", "exit 4", "exit 5")]
    [InlineData("exit 3", "exit 4", "exit 0")]
    [InlineData("exit 0", "kill -TERM $$", "exit 0")]
    [InlineData("exit 0", "exit 0", "no-such-command-here 2>/dev/null")]
    public void Status_AsBashSaysIt(params string[] scripts)
    {
        using ShellCommand pipeline = ShellCommand.OpenRead([.. scripts.Select(CommandStage.Shell)]);
        ShellCommandStatus status = pipeline.Close();

        string shell = string.Join(" | ", scripts.Select(static script => $"sh -c '{script}'"));
        string said = Bash($"{shell}; echo \"${{PIPESTATUS[@]}}\"") + Bash($"{shell}; echo $?") + Bash($"set -o pipefail; {shell}; echo $?");
        Assert.Equal(said, $"{string.Join(' ', status.Commands.Select(static one => one.ShellCode))}\n{status.Last.ShellCode}\n{status.WithPipefail.ShellCode}\n");
    }

    [Fact]
    public void Start_FirstStageEndsBeforeTheNextStarts_GroupIsJoined()
    {
        // A leader that is reaped too early takes its group with it: setpgid of the next would fail.
        for (int i = 0; i < TestLoad.Rounds(1000); i++)
        {
            ShellCommandStatus status = ShellCommand.Run(
                [CommandStage.Program("true"), CommandStage.Program("true"), Peer("group")]).Status;
            Assert.True(status.WithPipefail.IsSuccess, status.ToString());
        }
    }

    [Fact]
    public void OwnProcessGroup_AllStagesAreInTheGroupOfTheFirst()
    {
        CommandStage group = CommandStage.Shell("cat; read pid name state parent group rest < /proc/$$/stat; echo $group");
        CommandStage[] stages = [CommandStage.Shell("echo $$"), group, group];
        string[] lines = ShellCommand.Run(stages).OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0], line));
    }

    [Fact]
    public void Start_Stages_HaveNoDescriptorButTheStandardThree()
    {
        using ShellCommand other = ShellCommand.OpenReadWrite("cat");
        using ShellCommand pipeline = ShellCommand.OpenReadWrite(
            [Peer("descriptors"), CommandStage.Shell($"cat; {CCompiler.Compile("command")} descriptors")],
            new ShellCommandOptions { StandardError = StandardErrorMode.Separate });
        using var reader = new StreamReader(pipeline.Output);
        Assert.Equal("0\n1\n2\n0\n1\n2\n", reader.ReadToEnd());
    }

    [Fact]
    public void Start_ALaterStageMissing_KillsTheOthersAndSaysWhich()
    {
        SyscallException missing = Assert.Throws<SyscallException>(() => ShellCommand.OpenRead([CommandStage.Program("sleep", "1000"), CommandStage.Program("no-such-program-here")]));
        Assert.Equal(Errno.ENOENT, missing.Errno);
        Assert.Contains("no-such-program-here", missing.Message);
        Assert.Throws<ArgumentException>(() => ShellCommand.OpenRead([]));
        Assert.Throws<ArgumentException>(() => ShellCommand.OpenRead([null!]));
        Assert.Throws<ArgumentException>(() => CommandStage.Shell(""));
    }

    [Fact]
    public void StandardError_Merged_AllStagesGoToTheOutput()
    {
        var options = new ShellCommandOptions { StandardError = StandardErrorMode.Merge };
        using ShellCommand pipeline = ShellCommand.OpenRead([CommandStage.Shell("echo first >&2; echo through"), CommandStage.Shell("tr a-z A-Z; echo second >&2")], options);
        using var reader = new StreamReader(pipeline.Output);
        Assert.Equal(["THROUGH", "first", "second"], reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void StandardError_IntoPipe_TheNextCommandReadsIt()
    {
        using ShellCommand pipeline = ShellCommand.OpenRead([CommandStage.Shell("echo one >&2; echo two").WithErrorIntoPipe(), CommandStage.Program("sort"), Peer("upper")]);
        using var reader = new StreamReader(pipeline.Output);
        Assert.Equal("ONE\nTWO\n", reader.ReadToEnd());
    }

    [Fact]
    public async Task StandardError_Separate_HasThatOfAllStages()
    {
        var options = new ShellCommandOptions { StandardError = StandardErrorMode.Separate };
        ShellCommandResult result = await ShellCommand.RunAsync([CommandStage.Shell("echo a >&2; echo out"), CommandStage.Shell("cat; echo b >&2")], options: options);
        Assert.Equal("out\n", result.OutputText);
        Assert.Equal(["a", "b"], result.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static string Bash(string script)
    {
        using ShellCommand bash = ShellCommand.OpenRead("bash", ["-c", script]);
        using var reader = new StreamReader(bash.Output);
        return reader.ReadToEnd();
    }
}
