namespace Causeway.Cli.Tests.Commands;

/// <summary>Servers of one line, and clients that keep no promise.</summary>
public sealed class SocketServerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public SocketServerTests() => _path = Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reply_ToClientsInC_IsWhatTheCommandPrints()
    {
        using Peer server = Shell.StartBound("receive", _path, "--type", "datagram", "--reply", "--count", "2", "--", "tr", "a-z", "A-Z");
        foreach (string word in (string[])["hello", "world"])
        {
            using Peer client = Peer.StartC("unix_upper", "datagram-client", _path, _path + ".own", word);
            client.Expect(word.ToUpperInvariant());
        }

        Assert.Equal(0, CommandRun.Finish(server).Status.ExitCode);
    }

    [Fact]
    public void Reply_SenderWithoutAddress_IsDroppedAndTheNextIsAnswered()
    {
        using Peer server = Shell.StartBound("receive", _path, "--type", "datagram", "--reply", "--follow", "--", "sh", "-c", "wc -c");
        Shell.Causeway("socket", "send", _path, "--type", "datagram", "nobody").Succeeded();
        Assert.Equal("5\n", Shell.Fed("third"u8.ToArray(), "socket", "connect", _path, "--type", "datagram", "--bind", _path + ".own", "--count", "1").Succeeded());
        Assert.True(server.Process.TrySendSignal(Signal.Term));
        CommandRun run = CommandRun.Finish(server);
        Assert.Equal(128 + 15, run.Status.ExitCode);
        Assert.Contains("its sender has no address", run.Errors);
    }

    [Fact]
    public void Reply_MoreThanPipesHold_NeitherSideWaitsForTheOther()
    {
        string line = new string('x', 150_000) + "\n";
        using Peer server = Shell.StartBound("receive", _path, "--type", "datagram", "--reply", "--", "cat");
        Assert.Equal(line, Shell.Fed(System.Text.Encoding.ASCII.GetBytes(line), "socket", "connect", _path, "--type", "datagram", "--bind", _path + ".own", "--text", "--count", "1").Succeeded());
        Assert.Equal(0, CommandRun.Finish(server).Status.ExitCode);
    }

    [Theory]
    [InlineData("--type", "datagram")]
    [InlineData("--", "cat")]
    public void Reply_WithoutCommandOrDatagrams_IsRefused(params string[] arguments)
    {
        ShellCommandResult result = Shell.Causeway(["socket", "receive", _path, "--reply", .. arguments]);
        Assert.Contains("--reply is for CMD and --type datagram", result.ErrorText);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Follow_ClientWithoutTheDescriptorsAskedFor_LeavesTheNextServed()
    {
        using Peer server = Shell.StartBound("listen", _path, "--recv-fds", "--follow", "--", "sh", "-c", "cat <&3; cat; echo");
        Shell.Causeway("socket", "connect", _path).Succeeded();
        File.WriteAllText(_path + ".txt", "passed ");
        Shell.Script($"$CW socket send {_path} --fd 3 words 3<{_path}.txt").Succeeded();
        server.Expect("passed words");
        Assert.True(server.Process.TrySendSignal(Signal.Term));
        CommandRun run = CommandRun.Finish(server);
        Assert.Equal(128 + 15, run.Status.ExitCode);
        Assert.Contains("without sending descriptors", run.Errors);
    }

    [Fact]
    public void Listen_ForDescriptors_MessagesLongAndEmptyComeWhole()
    {
        using Peer server = Shell.StartBound("listen", _path, "--type", "seqpacket", "--recv-fds", "--", "wc", "-c");
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle("/dev/null"))
        using (var client = UnixSocket.Connect(UnixSocketAddress.FromPath(_path), UnixSocketType.SeqPacket))
        {
            client.SendWithHandles("first"u8, [file]);
            client.Send(new byte[100_000]);
            client.Send([]);
            client.Send("last"u8);
        }

        server.Expect("100009");
        Assert.Equal(0, CommandRun.Finish(server).Status.ExitCode);
    }

    [Fact]
    public void Connect_MessageLongerThanSocketsTake_IsAnError_ThoughTheOtherEndListensOn()
    {
        using Peer server = Shell.StartBound("listen", _path, "--type", "seqpacket", "--text");
        byte[] line = [.. Enumerable.Repeat((byte)'x', 300_000), (byte)'\n'];
        Shell.Fed(line, "socket", "connect", _path, "--type", "seqpacket", "--text").Refused(2, "EMSGSIZE");
        server.CloseInput();
        Assert.Equal(0, CommandRun.Finish(server).Status.ExitCode);
    }

    [Theory]
    [InlineData("connect", "--text", "a line of more than")]
    [InlineData("send", "--text", "a line of more than")]
    [InlineData("send", "", "standard input has more than")]
    public void MessageLongerThanSocketsTake_IsNotKept_UntilItsEnd(string verb, string format, string expected)
    {
        using Peer server = Shell.StartBound("receive", _path, "--type", "seqpacket");
        Shell.Script($"head -c 3000000 /dev/zero | tr '\\0' x | $CW socket {verb} {_path} --type seqpacket {format}").Refused(2, expected);
        Assert.Equal(0, CommandRun.Finish(server).Status.ExitCode);
    }

    [Fact]
    public void Connect_DatagramsReceiverGone_IsAnError_AndWaitsForNoAnswer()
    {
        using var receiver = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_path));
        using Peer client = Shell.Start("socket", "connect", _path, "--type", "datagram", "--bind", _path + ".own", "--text");
        client.Send("one");
        byte[] buffer = new byte[16];
        Assert.Equal(3, receiver.Receive(buffer));
        receiver.Dispose();
        client.Send("two");
        CommandRun run = CommandRun.Finish(client);
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Contains("ECONNREFUSED", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_WhereAFileIs_SaysThat()
    {
        File.WriteAllText(_path, "no socket");
        Shell.Causeway("socket", "listen", _path).Refused(2, "or a file has this path");
    }
}
