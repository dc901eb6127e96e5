namespace Causeway.Cli.Tests.Commands;

public sealed class MsgTests : IDisposable
{
    private readonly string _id = Shell.Causeway("msg", "create", "--private").Succeeded().TrimEnd();

    public void Dispose() => Queue.TryDelete();

    private SysVMessageQueue Queue => new(int.Parse(_id));

    [Fact]
    public void Refusals_AreOfTheirOwnCause()
    {
        Shell.Causeway("msg", "send", _id, new string('x', 9000)).Refused(2, "msgmax");
        Shell.Causeway("msg", "set", _id, "--owner", "4294967295").Refused(2, "user namespace");
        Queue.TryDelete();
        Shell.Causeway("msg", "send", _id, "x").Refused(2, "there is no such queue");
    }

    [Fact]
    public void Receive_ByType_TakesWhatIsAskedFor()
    {
        foreach (string type in (string[])["20", "10", "30"])
            Shell.Causeway("msg", "send", _id, $"of {type}", "--type", type).Succeeded();
        Assert.Equal("{\"data\":\"of 10\",\"length\":5,\"type\":10}\n", Shell.Causeway("msg", "receive", _id, "--up-to", "20", "--json").Succeeded());
        Assert.Equal("of 30", Shell.Causeway("msg", "receive", _id, "--except", "20").Succeeded());
        Assert.Equal("of 20", Shell.Causeway("msg", "receive", _id, "--type", "20").Succeeded());
        Assert.Equal(1, Shell.Causeway("msg", "receive", _id, "--timeout", "0").ExitCode());
    }

    [Fact]
    public void SendAndReceive_WithC_BothWays()
    {
        using Peer peer = Peer.StartC("sysv_queue", _id);
        peer.Send("send 7 from-c");
        peer.Expect("sent");
        Assert.Equal("from-c", Shell.Causeway("msg", "receive", _id, "--type", "7").Succeeded());
        Shell.Causeway("msg", "send", _id, "to-c", "--type", "7").Succeeded();
        peer.Send("receive 7 100");
        peer.Expect("7 4 to-c");
    }

    [Fact]
    public void Send_Json_ReachesCWithTheTypeOfEach()
    {
        using Peer peer = Peer.StartC("sysv_queue", _id);
        Shell.Fed("{\"data\":\"seven\",\"length\":5,\"type\":7}\n{\"base64\":\"b25l\"}\n"u8.ToArray(), "msg", "send", _id, "--json").Succeeded();
        Shell.Causeway("msg", "send", _id, "--json", "--type", "3", """{"data":"","type":7}""", """{"data":"three"}""").Succeeded();
        foreach (string expected in (string[])["7 5 seven", "1 3 one", "3 0 ", "3 5 three"])
        {
            peer.Send("receive 0 100");
            peer.Expect(expected);
        }
    }

    [Fact]
    public void Send_JsonThatReceivePrinted_IsTheSameMessageToC()
    {
        using Peer peer = Peer.StartC("sysv_queue", _id);
        peer.Send("send 9 \"nine\"\\");
        peer.Expect("sent");
        Shell.Script($"$CW msg receive {_id} --json | $CW msg send {_id} --json").Succeeded();
        peer.Send("receive 9 100");
        peer.Expect("9 7 \"nine\"\\");
    }

    [Theory]
    [InlineData("no object", "not a JSON object")]
    [InlineData("{\"type\":7}", "neither \"data\" with a text nor \"base64\"")]
    [InlineData("{\"data\":\"x\",\"type\":0}", "its \"type\" must be an integer from 1")]
    [InlineData("{\"data\":\"x\",\"type\":\"7\"}", "its \"type\" must be an integer from 1")]
    public void Send_NoSuchJson_NamesTheLine_AndWhatStoodBeforeIsSent(string line, string expected)
    {
        Shell.Fed(System.Text.Encoding.UTF8.GetBytes($"{{\"data\":\"before\"}}\n{line}\n"), "msg", "send", _id, "--json").Refused(2, expected);
        Assert.Equal("before", Shell.Causeway("msg", "receive", _id).Succeeded());
        Assert.Equal(0, Queue.GetStatus().Messages);
        Assert.Contains("line 2 of standard input", Shell.Fed(System.Text.Encoding.UTF8.GetBytes($"{{\"data\":\"before\"}}\n{line}\n"), "msg", "send", _id, "--json").ErrorText);
    }

    [Fact]
    public void Receive_LongerThanTheBuffer_StaysUnlessTruncated()
    {
        Shell.Causeway("msg", "send", _id, "123456789").Succeeded();
        Shell.Causeway("msg", "receive", _id, "--buffer", "5").Refused(2, "E2BIG");
        Assert.Equal("12345", Shell.Causeway("msg", "receive", _id, "--buffer", "5", "--truncate").Succeeded());
        Assert.Equal(1, Shell.Causeway("msg", "receive", _id, "--timeout", "0").ExitCode());
    }

    [Fact]
    public void Peek_Messages_StayInTheQueue()
    {
        Shell.Causeway("msg", "send", _id, "one", "two").Succeeded();
        ShellCommandResult peek = Shell.Causeway("msg", "receive", _id, "--peek", "--follow", "--text");
        if (peek.ErrorText.Contains("CONFIG_CHECKPOINT_RESTORE", StringComparison.Ordinal))
            return;
        Assert.Equal("one\ntwo\n", peek.Succeeded());
        Assert.Equal(2, Queue.GetStatus().Messages);
    }

    [Fact]
    public void Key_OfAFile_IsThatOfC()
    {
        string path = typeof(MsgTests).Assembly.Location;
        using Peer peer = Peer.StartC("sysv_queue", "ftok", path, "65");
        int key = int.Parse(peer.ReadLine()!);
        string id = Shell.Causeway("msg", "create", "--path", path, "--project", "A").Succeeded().TrimEnd();
        try
        {
            Assert.Equal(id, Shell.Causeway("msg", "create", "--key", $"0x{key:x}", "--if-missing").Succeeded().TrimEnd());
            Shell.Causeway("msg", "send", "--key", $"{key}", "by key").Succeeded();
            Assert.Equal("by key", Shell.Causeway("msg", "receive", id).Succeeded());
            Assert.Contains($"0x{key:x8}", Shell.Causeway("msg", "ls").Succeeded());
        }
        finally
        {
            Shell.Causeway("msg", "rm", "--key", $"{key}").Succeeded();
        }

        Shell.Causeway("msg", "rm", "--key", $"{key}").Refused(1, "no queue");
    }

    [Fact]
    public void Queue_MadeByIpcmk_IsOpenedById_AndSeenToVanish()
    {
        string id = ShellCommand.Run("ipcmk -Q").OutputText.Split(' ')[^1].TrimEnd();
        Shell.Causeway("msg", "send", id, "x").Succeeded();
        ShellCommand.Run($"ipcrm -q {id}");
        Shell.Causeway("msg", "receive", id).Refused(2, "EINVAL");
        Shell.Causeway("msg", "stat", id).Refused(1, "EINVAL");
    }

    [Fact]
    public void Receive_QueueRemovedWhileWaiting_SaysRemoved()
    {
        using Peer receiver = Shell.Start("msg", "receive", _id, "--follow", "--text");
        Shell.Causeway("msg", "send", _id, "it runs").Succeeded();
        receiver.Expect("it runs");
        Shell.Causeway("msg", "rm", _id).Succeeded();
        CommandRun run = CommandRun.Finish(receiver);
        Assert.Equal(2, run.Status.ExitCode);

        // Before its next call, or in it.
        Assert.True(run.Errors.Contains("EIDRM", StringComparison.Ordinal) || run.Errors.Contains("EINVAL", StringComparison.Ordinal), run.Errors);
    }

    [Fact]
    public void Set_ModeAndCapacity_AreInTheStatus()
    {
        Shell.Causeway("msg", "set", _id, "--mode", "640", "--max-bytes", "1000").Succeeded();
        Assert.Contains("\"maxBytes\":1000,\"mode\":\"0640\"", Shell.Causeway("msg", "stat", _id, "--json").Succeeded());
        Shell.Causeway("msg", "set", _id).Refused(2, "nothing to change");
    }

    [Theory]
    [InlineData("ID, --key or --path is missing", "send")]
    [InlineData("--key and --path exclude each other", "stat", "--key", "1", "--path", "/")]
    [InlineData("a queue's number is needed", "receive", "orders")]
    [InlineData("from 1 to", "send", "1", "x", "--type", "0")]
    [InlineData("IPC_PRIVATE", "receive", "--key", "0")]
    [InlineData("one of --key, --path and --private is missing", "create")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Shell.Causeway(["msg", .. arguments]).Refused(2, expected);
}
