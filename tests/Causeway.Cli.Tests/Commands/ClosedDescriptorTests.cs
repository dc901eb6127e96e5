namespace Causeway.Cli.Tests.Commands;

/// <summary>Started with a standard descriptor closed, whose number the runtime then takes for itself.</summary>
public sealed class ClosedDescriptorTests : IDisposable
{
    private readonly string _name = $"/causeway-closed-{Environment.ProcessId}";

    public ClosedDescriptorTests() => Shell.Causeway("mq", "create", _name, "--max-messages", "2", "--max-bytes", "64").Succeeded();

    public void Dispose() => PosixMessageQueue.TryDelete(_name);

    [Theory]
    [InlineData("")]
    [InlineData("--follow")]
    [InlineData("--json")]
    public void Receive_OutputClosed_TakesNothing(string option)
    {
        Shell.Causeway("mq", "send", _name, "kept").Succeeded();
        Shell.Script($"$CW mq receive {_name} {option} >&-").Refused(2, "standard output is closed");
        Assert.Equal("kept", Shell.Causeway("mq", "receive", _name, "--timeout", "0").Succeeded());
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("tour")]
    [InlineData("bench")]
    [InlineData("mq --help")]
    [InlineData("mq ls")]
    [InlineData("msg create --private")]
    [InlineData("socket listen /nowhere/s")]
    [InlineData("socket connect /nowhere/s")]
    public void Print_OutputClosed_IsRefusedBeforeAnythingIsDone(string arguments) =>
        Shell.Script($"$CW {arguments} >&-").Refused(2, "standard output is closed");

    [Theory]
    [InlineData("--text")]
    [InlineData("")]
    public void Send_InputClosed_SendsNothing(string option)
    {
        Shell.Script($"$CW mq send {_name} {option} <&-").Refused(2, "standard input is closed");
        Assert.Equal(1, Shell.Causeway("mq", "receive", _name, "--timeout", "0").ExitCode());
    }

    [Fact]
    public void ErrorClosed_EndsWithItsExitCodeAllTheSame() =>
        Assert.Equal("2 1 0\n", Shell.Script($"$CW mq nope 2>&-; a=$?; $CW mq rm /causeway-no-such 2>&-; b=$?; $CW mq ls >/dev/null 2>&-; echo $a $b $?").Succeeded());

    [Fact]
    public void Receive_DiskFull_SaysWhatIsLost()
    {
        Shell.Causeway("mq", "send", _name, "lost").Succeeded();
        Shell.Script($"$CW mq receive {_name} >/dev/full").Refused(2, "ENOSPC");
    }

    [Fact]
    public void Receive_InterruptedWhileNobodyReads_EndsAndSaysWhatIsLost()
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        while (output.Writer.TryWrite(new byte[4096], out _))
        {
            // Until it is full.
        }

        Shell.Causeway("mq", "send", _name, "lost").Succeeded();
        ChildProcessOptions options = new(CommandRun.Program, "mq", "receive", _name, "--follow");
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        options.Descriptors[1] = output.Writer.Descriptor;
        using AnonymousPipe errors = AnonymousPipe.Create();
        options.Descriptors[2] = errors.Writer.Descriptor;
        using ChildProcess receiver = ChildProcess.Start(options);
        errors.Writer.Dispose();
        using PosixMessageQueue queue = PosixMessageQueue.Open(_name, FileAccess.Read);
        Assert.True(SpinWait.SpinUntil(() => queue.ReadStatus().CurrentMessages == 0, Watchdog.Limit));
        Assert.True(receiver.TrySendSignal(Signal.Term));
        Assert.Equal(128 + 15, receiver.WaitForExit().ExitCode);
        using StreamReader reader = new(errors.Reader);
        Assert.Contains("a message of 4 bytes was taken", reader.ReadToEnd());
    }
}
