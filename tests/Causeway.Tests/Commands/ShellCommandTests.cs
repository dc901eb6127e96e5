namespace Causeway.Tests.Commands;

public sealed class ShellCommandTests
{
    [Fact]
    public void OpenRead_ShellCommand_GivesOutputAndStatus()
    {
        using ShellCommand command = ShellCommand.OpenRead("echo one; echo two; exit 3");
        using var reader = new StreamReader(command.Output);
        Assert.Equal("one\ntwo\n", reader.ReadToEnd());
        Assert.Equal(3, command.Close().ExitCode);
    }

    [Fact]
    public async Task OpenRead_ArgumentArray_NoShellReadsTheArguments()
    {
        using ShellCommand command = ShellCommand.OpenRead("printf", ["%s|", "$HOME", "a b", "; rm x"]);
        using var reader = new StreamReader(command.Output);
        Assert.Equal("$HOME|a b|; rm x|", await reader.ReadToEndAsync());
        Assert.True((await command.WaitForExitAsync()).IsSuccess);
    }

    [Fact]
    public void Open_NoSuchStandardError_IsRefusedAndNothingStarts()
    {
        using var directory = new TestDirectory();
        ShellCommandOptions options = new() { StandardError = (StandardErrorMode)3, WorkingDirectory = directory.Root };
        Assert.Throws<ArgumentOutOfRangeException>(() => ShellCommand.OpenRead("touch started", options));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShellCommand.Run("touch started", options: options));
        Assert.Empty(Directory.GetFileSystemEntries(directory.Root));
    }

    [Fact]
    public void OpenReadWrite_Sort_AnswersAfterItsInputEnds()
    {
        using ShellCommand command = ShellCommand.OpenReadWrite("sort");
        command.Input.Write("b\na\n"u8);
        command.Input.Dispose();
        using var reader = new StreamReader(command.Output);
        Assert.Equal("a\nb\n", reader.ReadToEnd());
        Assert.True(command.Close().IsSuccess);
    }

    [Fact]
    public void OpenWrite_Close_EndsTheInputAndWaits()
    {
        using var directory = new TestDirectory();
        using ShellCommand command = ShellCommand.OpenWrite("cat > out", new ShellCommandOptions { WorkingDirectory = directory.Root });
        command.Input.Write("hello"u8);
        Assert.True(command.Close().IsSuccess);
        Assert.Equal("hello", File.ReadAllText(directory.PathOf("out")));
    }

    [Fact]
    public void OpenRead_SeparateError_ComesApart()
    {
        var options = new ShellCommandOptions { StandardError = StandardErrorMode.Separate };
        options.Environment["CAUSEWAY_WORD"] = "wrong";
        using ShellCommand command = ShellCommand.OpenRead("echo $CAUSEWAY_WORD >&2; echo right", options);
        using var output = new StreamReader(command.Output);
        using var error = new StreamReader(command.Error);
        Assert.Equal("right\n", output.ReadToEnd());
        Assert.Equal("wrong\n", error.ReadToEnd());
    }

    [Fact]
    public void Close_CommandStillWrites_DiesOfSigpipe()
    {
        using ShellCommand command = ShellCommand.OpenRead("yes", []);
        command.Output.ReadExactly(new byte[100]);
        Assert.Equal(Signal.Pipe, command.Close().Signal);
    }

    [Fact]
    public void Write_CommandGone_IsEpipe()
    {
        using ShellCommand command = ShellCommand.OpenWrite("exit 0");
        Assert.True(command.Process.WaitForExit().IsSuccess);
        Assert.Equal(Errno.EPIPE, Assert.Throws<SyscallException>(() => command.Input.Write("x"u8)).Errno);
    }

    [Fact]
    public async Task Dispose_CommandRuns_IsReapedWithoutUs()
    {
        Task<ShellCommandStatus> exit;
        int id;
        using (ShellCommand command = ShellCommand.OpenWrite("cat", []))
        {
            exit = command.WaitForExitAsync();
            id = command.Process.Id;
        }

        Assert.True((await exit).IsSuccess);
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public void Output_ABackgroundProcessHoldsIt_EndsWhenThatDoes()
    {
        // PIPE-37: an inherited writing end keeps the end of the stream from the reader.
        using ShellCommand command = ShellCommand.OpenReadWrite(CCompiler.Compile("command"), ["keep-output"]);
        Assert.True(command.Process.WaitForExit().IsSuccess);
        ValueTask<int> end = command.Output.ReadAsync(new byte[1]);
        Assert.False(end.IsCompleted);
        command.Input.Dispose();
        Assert.Equal(0, end.AsTask().GetAwaiter().GetResult());
    }

    [Fact]
    public void Input_AnotherCommandStartedMeanwhile_DoesNotHoldItOpen()
    {
        using ShellCommand first = ShellCommand.OpenReadWrite("cat");
        using ShellCommand second = ShellCommand.OpenReadWrite("cat");
        first.Input.Dispose();
        Assert.Equal(0, first.Output.Read(new byte[1]));
        Assert.True(first.Close().IsSuccess);
        Assert.False(second.Process.HasExited);
    }

    [Fact]
    public void OpenRead_Merged_StandardErrorComesWithTheOutput()
    {
        using ShellCommand command = ShellCommand.OpenRead("echo one; echo two >&2; echo three", new ShellCommandOptions { StandardError = StandardErrorMode.Merge });
        using var reader = new StreamReader(command.Output);
        Assert.Equal("one\ntwo\nthree\n", reader.ReadToEnd());
        Assert.Throws<InvalidOperationException>(() => command.Error);
    }

    [Fact]
    public void Open_Refused_LeavesNoDescriptor()
    {
        Assert.Throws<ArgumentException>(() => ShellCommand.OpenRead(""));
        Assert.Throws<ArgumentException>(() => ShellCommand.OpenRead("printf", ["a\0b"]));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => ShellCommand.OpenReadWrite("/no/such/program", [])).Errno);
        using ShellCommand reading = ShellCommand.OpenRead("true");
        Assert.Throws<InvalidOperationException>(() => reading.Input);
        Assert.Throws<InvalidOperationException>(() => reading.Error);
        using ShellCommand writing = ShellCommand.OpenWrite("cat");
        Assert.Throws<InvalidOperationException>(() => writing.Output);
    }
}
