using System.Text;

namespace Causeway.Cli.Tests.Commands;

public sealed class MqTests : IDisposable
{
    private readonly string _name = $"/causeway-verbs-{Environment.ProcessId}";

    public MqTests() => Shell.Causeway("mq", "create", _name, "--max-messages", "5", "--max-bytes", "2048").Succeeded();

    /// <summary>Bytes that are no text, a NUL among them.</summary>
    private static byte[] Binary { get; } = [0, 0xff, (byte)'\n', 0, 0xc3];

    public void Dispose() => PosixMessageQueue.TryDelete(_name);

    [Fact]
    public void Create_SizesAndMode_AreThoseAskedFor()
    {
        Assert.Equal($"{{\"name\":\"{_name}\",\"messages\":0,\"bytes\":0,\"maxMessages\":5,\"maxBytes\":2048,\"notify\":\"None\",\"notifySignal\":null,\"notifyProcess\":null}}\n",
            Shell.Causeway("mq", "stat", _name, "--json").Succeeded());
        Shell.Causeway("mq", "create", _name).Refused(2, "--if-missing");
        Shell.Causeway("mq", "create", _name, "--if-missing").Succeeded();
        Assert.Contains(_name, Shell.Causeway("mq", "ls").Succeeded());
    }

    [Fact]
    public void Send_ByPriority_IsWhatCReceives()
    {
        Shell.Causeway("mq", "send", _name, "msg-a", "--priority", "5").Succeeded();
        Shell.Causeway("mq", "send", _name, "msg-b").Succeeded();
        Shell.Causeway("mq", "send", _name, "--priority", "10", "--", "-msg-c").Succeeded();
        foreach (string expected in (string[])["10 6 -msg-c", "5 5 msg-a", "0 5 msg-b"])
        {
            using Peer peer = Peer.StartC("posix_queue", "try-receive", _name);
            peer.Expect(expected);
        }
    }

    [Fact]
    public void Receive_WhatCSent_HasItsPriority()
    {
        using (Peer peer = Peer.StartC("posix_queue", "send", _name, "9", "py"))
            peer.Expect("sent");
        Assert.Equal("{\"data\":\"py\",\"length\":2,\"priority\":9}\n", Shell.Causeway("mq", "receive", _name, "--json").Succeeded());
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--hex")]
    public void SendAndReceive_Binary_ComesBackThroughEachFormat(string format)
    {
        Shell.Fed(Binary, "mq", "send", _name).Succeeded();
        ShellCommandResult formatted = Shell.Causeway("mq", "receive", _name, format);
        Shell.Fed(formatted.Output.ToArray(), "mq", "send", _name, format).Succeeded();
        Assert.Equal(Binary, Shell.Causeway("mq", "receive", _name).Output.ToArray());
    }

    [Fact]
    public void SendText_LinesOfStandardInput_AreMessages()
    {
        Shell.Fed("one\n\nthree"u8.ToArray(), "mq", "send", _name, "--text").Succeeded();
        Assert.Equal("one\n\nthree\n", Shell.Causeway("mq", "receive", _name, "--text", "--count", "3").Succeeded());
    }

    [Fact]
    public void SendJson_PriorityOfEachObject_IsItsOwn()
    {
        byte[] lines = Encoding.UTF8.GetBytes("{\"data\":\"low\",\"priority\":1}\n{\"data\":\"high\",\"priority\":2}\n");
        Shell.Fed(lines, "mq", "send", _name, "--json").Succeeded();
        Assert.Equal("high\nlow\n", Shell.Causeway("mq", "receive", _name, "--text", "--count", "2").Succeeded());
        Shell.Fed("{\"data\":1}\n"u8.ToArray(), "mq", "send", _name, "--json").Refused(2, "line 1 of standard input");
    }

    [Theory]
    [InlineData("""{"data":"\\ud800"}""", "its text is not Unicode")]
    [InlineData("""{"data":"\377"}""", "its text is not Unicode")]
    [InlineData("""{"\\ud800":1,"data":"x"}""", "its text is not Unicode")]
    [InlineData("""{"base64":"\\ud800"}""", "its text is not Unicode")]
    [InlineData("""{"data":"x","base64":"AA=="}""", "both")]
    [InlineData("""{"data":5,"base64":"AA=="}""", "both")]
    [InlineData("""{"data":"x","priority":"9"}""", "an integer from 0 to 32767")]
    [InlineData("""{"data":"x","priority":2.5}""", "an integer from 0 to 32767")]
    [InlineData("""{"data":"x","priority":null}""", "an integer from 0 to 32767")]
    [InlineData("""{"data":"x","priority":99999999999999999999}""", "an integer from 0 to 32767")]
    [InlineData("""{"data":"x","priority":32768}""", "an integer from 0 to 32767")]
    public void SendJson_WhatIsNoMessage_IsRefused(string format, string expected)
    {
        Shell.Script($"printf '{format}\n' | $CW mq send {_name} --json").Refused(2, expected);
        Shell.Script($"$CW mq stat {_name} --json | grep -q '\"messages\":0,'").Succeeded();
    }

    [Fact]
    public void SendJson_OperandThatIsNotUnicode_IsRefused() =>
        Shell.Causeway("mq", "send", _name, "--json", """{"data":"\ud800"}""").Refused(2, "MESSAGE 1: its text is not Unicode");

    [Fact]
    public void Receive_Empty_IsExitCode1AndQuiet()
    {
        ShellCommandResult result = Shell.Causeway("mq", "receive", _name, "--timeout", "0");
        Assert.Equal((1, "", ""), (result.ExitCode(), result.OutputText, result.ErrorText));
        Assert.Equal(1, Shell.Causeway("mq", "receive", _name, "--timeout", "20ms", "--follow").ExitCode());
    }

    [Fact]
    public void Receive_FollowWithoutWaiting_TakesWhatIsThere()
    {
        Shell.Causeway("mq", "send", _name, "a", "b").Succeeded();
        Assert.Equal("a\nb\n", Shell.Causeway("mq", "receive", _name, "--follow", "--timeout", "0", "--text").Succeeded());
    }

    [Fact]
    public void Receive_FewerThanCounted_IsExitCode1()
    {
        Shell.Causeway("mq", "send", _name, "a").Succeeded();
        ShellCommandResult result = Shell.Causeway("mq", "receive", _name, "--count", "2", "--timeout", "10ms", "--text");
        Assert.Equal((1, "a\n"), (result.ExitCode(), result.OutputText));
    }

    [Fact]
    public void Send_Full_TimesOutWithExitCode1()
    {
        Shell.Causeway("mq", "send", _name, "1", "2", "3", "4", "5").Succeeded();
        Shell.Causeway("mq", "send", _name, "6", "--timeout", "0").Refused(1, "timeout");
        Shell.Causeway("mq", "receive", _name, "--count", "2").Succeeded();
        Shell.Causeway("mq", "send", _name, "6", "7", "8", "--timeout", "0").Refused(1, "2 of 3 were sent");
    }

    [Fact]
    public void Follow_EachMessage_IsWrittenAtOnce()
    {
        using Peer receiver = Shell.Start("mq", "receive", _name, "--follow", "--text");
        foreach (string text in (string[])["first", "second"])
        {
            Shell.Causeway("mq", "send", _name, text).Succeeded();
            receiver.Expect(text);
        }

        Assert.True(receiver.Process.TrySendSignal(Signal.Int));
        CommandRun run = CommandRun.Finish(receiver);
        Assert.Equal((130, ""), (run.Status.ExitCode, run.Errors));
    }

    [Fact]
    public void Follow_ReaderOfStandardOutputGone_EndsQuietlyAndTakesNoMore()
    {
        Shell.Causeway("mq", "send", _name, "one").Succeeded();
        ShellCommandResult result = Shell.Script($"{{ $CW mq receive {_name} --follow --text; echo $? >&2; }} | head -1");
        Assert.Equal(("one\n", "0\n"), (result.OutputText, result.ErrorText));
        Shell.Causeway("mq", "send", _name, "two").Succeeded();
        Assert.Equal("two", Shell.Causeway("mq", "receive", _name, "--timeout", "0").Succeeded());
    }

    [Fact]
    public void Receive_StandardOutputClosedBefore_TakesNothing()
    {
        Shell.Causeway("mq", "send", _name, "kept").Succeeded();
        using AnonymousPipe output = AnonymousPipe.Create();
        output.Reader.Dispose();
        ChildProcessOptions options = new(CommandRun.Program, "mq", "receive", _name, "--follow");
        options.Descriptors[1] = output.Writer.Descriptor;
        using (ChildProcess receiver = ChildProcess.Start(options))
            Assert.Equal(0, receiver.WaitForExit().ExitCode);
        Assert.Equal("kept", Shell.Causeway("mq", "receive", _name, "--timeout", "0").Succeeded());
    }

    [Fact]
    public void Command_EachMessage_IsItsInput_AndItsStatusIsOurs()
    {
        Shell.Causeway("mq", "send", _name, "hello", "--priority", "3").Succeeded();
        ShellCommandResult result = Shell.Causeway("mq", "receive", _name, "--", "sh", "-c", "cat; echo \" $CAUSEWAY_PRIORITY $CAUSEWAY_LENGTH\"; exit 7");
        Assert.Equal((7, "hello 3 5\n"), (result.ExitCode(), result.OutputText));
        Assert.Equal(124, Shell.Causeway("mq", "receive", _name, "--timeout", "10ms", "--", "cat").ExitCode());
    }

    [Theory]
    [InlineData(127, "/no/such/command")]
    [InlineData(127, "no-such-command")]
    [InlineData(126, "/etc/passwd")]
    [InlineData(125, "cat", "--count", "none")]
    public void Command_NotRun_LeavesTheMessage(int exitCode, string command, params string[] options)
    {
        Shell.Causeway("mq", "send", _name, "kept").Succeeded();
        Assert.Equal(exitCode, Shell.Causeway(["mq", "receive", _name, .. options, "--", command]).ExitCode());
        Assert.Equal("kept", Shell.Causeway("mq", "receive", _name, "--timeout", "0").Succeeded());
    }

    [Theory]
    [InlineData(3, "exit 3")]
    [InlineData(0, "exit 0")]
    [InlineData(128 + 15, "exit 0", "--follow")]
    public void Command_SignalsGoOnToIt_AndItsStatusIsOurs(int exitCode, string end, params string[] options)
    {
        Shell.Causeway("mq", "send", _name, "taken", "kept").Succeeded();
        using Peer receiver = Shell.Start(["mq", "receive", _name, .. options, "--", "sh", "-c", $"trap 'echo told' HUP; trap '{end}' TERM; echo runs; while :; do sleep 0.01; done"]);
        receiver.Expect("runs");
        Assert.True(receiver.Process.TrySendSignal(Signal.Hup));
        receiver.Expect("told");
        Assert.True(receiver.Process.TrySendSignal(Signal.Term));
        Assert.Equal(exitCode, CommandRun.Finish(receiver).Status.ExitCode);
        Assert.Equal("kept", Shell.Causeway("mq", "receive", _name, "--timeout", "0").Succeeded());
    }

    [Fact]
    public void Command_KilledBySignal_IsAsInAShell()
    {
        Shell.Causeway("mq", "send", _name, "x").Succeeded();
        Assert.Equal(128 + 9, Shell.Causeway("mq", "receive", _name, "--", "sh", "-c", "kill -9 $$").ExitCode());
    }

    [Fact]
    public void StandardInput_Interrupted_SendsNothing()
    {
        using Peer sender = Shell.Start("mq", "send", _name, "--text");
        sender.Send("one");
        Assert.Equal("one", Shell.Causeway("mq", "receive", _name, "--timeout", "30").Succeeded());
        Assert.True(sender.Process.TrySendSignal(Signal.Term));
        Assert.Equal(128 + 15, CommandRun.Finish(sender).Status.ExitCode);
    }

    [Fact]
    public void StandardInput_TooLong_IsRefusedWhole()
    {
        Shell.Fed(new byte[2049], "mq", "send", _name).Refused(2, "2048 bytes");
        Assert.Equal(1, Shell.Causeway("mq", "receive", _name, "--timeout", "0").ExitCode());
    }

    [Theory]
    [InlineData("--text")]
    [InlineData("--json")]
    public void StandardInput_LineWithoutEnd_IsRefused(string format) =>
        Shell.Script($"yes 2>/dev/null | tr -d '\\n' 2>/dev/null | $CW mq send {_name} {format}").Refused(2, "a line of more than");

    [Fact]
    public void Argument_ThatIsNoUtf8_IsRefused()
    {
        Shell.Script($"$CW mq send {_name} ok \"$(printf 'caf\\351')\" last").Refused(2, "is no UTF-8");
        Shell.Script($"$CW mq receive {_name} -- echo \"$(printf 'caf\\351')\"").Refused(125, "is no UTF-8");
        Shell.Script($"$CW tour --input \"$(printf '/caf\\351')\"").Refused(2, "is no UTF-8");
        Shell.Causeway("mq", "send", _name, "\uFFFD", "caf\u00e9").Succeeded();
        Assert.Equal("\uFFFD\ncaf\u00e9\n", Shell.Causeway("mq", "receive", _name, "--count", "2", "--text").Succeeded());
    }

    [Fact]
    public void Remove_WhatIsNotThere_IsExitCode1()
    {
        Shell.Causeway("mq", "rm", _name, "/causeway-no-such").Refused(1, "/causeway-no-such");
        Shell.Causeway("mq", "stat", _name).Refused(1, "causeway mq create");
        Shell.Causeway("mq", "receive", _name).Refused(2, "causeway mq create");
    }
}
