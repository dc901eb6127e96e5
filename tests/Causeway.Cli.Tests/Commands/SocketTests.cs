namespace Causeway.Cli.Tests.Commands;

public sealed class SocketTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public SocketTests() => _path = Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("stream")]
    [InlineData("seqpacket")]
    public void Connect_ToAServerInC_IsAnswered(string type)
    {
        using Peer server = Peer.StartC("unix_upper", $"{type}-server", _path);
        server.Expect("ready");
        Assert.Equal("HELLO\n", Shell.Fed("hello\n"u8.ToArray(), "socket", "connect", _path, "--type", type, "--text").Succeeded());
    }

    [Theory]
    [InlineData("stream", "")]
    [InlineData("seqpacket", ",\"descriptors\":0")]
    public void Connect_Json_GoesToCAsBytes_AndComesBackAsObjects(string type, string more)
    {
        using Peer server = Peer.StartC("unix_upper", $"{type}-server", _path);
        server.Expect("ready");
        Assert.Equal($"{{\"data\":\"HELLO\",\"length\":5{more}}}\n{{\"data\":\"\\\"WORLD\\\"\",\"length\":7{more}}}\n",
            Shell.Fed("{\"data\":\"hello\"}\n{\"base64\":\"IndvcmxkIg==\",\"more\":[]}\n"u8.ToArray(), "socket", "connect", _path, "--type", type, "--json").Succeeded());
    }

    [Fact]
    public void Connect_JsonDatagrams_SayWhoAnswered()
    {
        using Peer server = Peer.StartC("unix_upper", "datagram-server", _path);
        server.Expect("ready");
        Assert.Equal($"{{\"data\":\"HELLO\",\"length\":5,\"descriptors\":0,\"sender\":\"{_path}\"}}\n",
            Shell.Fed("{\"data\":\"hello\"}\n"u8.ToArray(), "socket", "connect", _path, "--type", "datagram", "--bind", _path + ".own", "--json", "--count", "1").Succeeded());
    }

    [Fact]
    public void Connect_NoJson_IsAnErrorThatNamesTheLine_ThoughTheOtherEndSaysNothing()
    {
        using var listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_path));
        Shell.Fed("{\"data\":\"hello\"}\nhello\n"u8.ToArray(), "socket", "connect", _path, "--json").Refused(2, "line 2 of standard input: not a JSON object");
        using UnixSocket connection = listener.Accept();
        Assert.Equal(6, connection.Receive(new byte[9]));
    }

    [Fact]
    public void Connect_ByAbstractName_IsTheSame()
    {
        string name = $"@causeway-verbs-{Environment.ProcessId}";
        using Peer server = Peer.StartC("unix_upper", "stream-server", name);
        server.Expect("ready");
        Assert.Contains("\"state\":\"listening\"", Shell.Causeway("socket", "stat", name, "--json").Succeeded());
        Assert.Equal("HELLO", Shell.Fed("hello"u8.ToArray(), "socket", "connect", name).Succeeded());
    }

    [Fact]
    public void Connect_Datagrams_AreAnsweredToTheirOwnAddress()
    {
        using Peer server = Peer.StartC("unix_upper", "datagram-server", _path);
        server.Expect("ready");
        Assert.Equal("HELLO\nWORLD\n",
            Shell.Fed("hello\nworld\n"u8.ToArray(), "socket", "connect", _path, "--type", "datagram", "--bind", _path + ".own", "--text", "--count", "2").Succeeded());
        Assert.False(File.Exists(_path + ".own"));
    }

    [Fact]
    public void Listen_Command_HasTheConnection_AndItsStatusIsOurs()
    {
        using Peer server = Shell.StartBound("listen", _path, "--", "sh", "-c", "tr a-z A-Z; printf %s $((CAUSEWAY_PROCESS > 1)); exit 5");
        using Peer client = Peer.StartC("unix_upper", "stream-client", _path, "hello");
        client.Expect("HELLO1");
        Assert.Equal(5, CommandRun.Finish(server).Status.ExitCode);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Receive_Bytes_AreTheSame()
    {
        byte[] data = new byte[100_000];
        TestLoad.NewRandom().NextBytes(data);
        Task<ShellCommandResult> received = Task.Run(() => Shell.Causeway("socket", "receive", _path));
        Shell.AwaitBound(_path);
        Shell.Fed(data, "socket", "send", _path).Succeeded();
        Assert.Equal(data, received.GetAwaiter().GetResult().Output.ToArray());
    }

    [Fact]
    public void Receive_Datagrams_SayWhoSentThem()
    {
        using Peer receiver = Shell.StartBound("receive", _path, "--type", "datagram", "--count", "2", "--json");
        Shell.Causeway("socket", "send", _path, "--type", "datagram", "--bind", _path + ".own", "one", "").Succeeded();
        string first = receiver.ReadLine()!;
        Assert.StartsWith($"{{\"data\":\"one\",\"length\":3,\"descriptors\":0,\"sender\":\"{_path}.own\",\"process\":", first, StringComparison.Ordinal);
        Assert.StartsWith("{\"data\":\"\",\"length\":0,", receiver.ReadLine(), StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Finish(receiver).Status.ExitCode);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("datagram")]
    [InlineData("seqpacket")]
    public void Descriptors_SentByOneShell_AreOpenInAnothersCommand(string type)
    {
        File.WriteAllText(_path + ".txt", "what is in the file");
        using Peer receiver = Shell.StartBound("receive", _path, "--type", type, "--", "sh", "-c", "cat; echo; cat <&3; echo; echo $CAUSEWAY_DESCRIPTORS");
        Shell.Script($"$CW socket send {_path} --type {type} --fd 5 --fd 6 message 5<{_path}.txt 6</dev/null").Succeeded();
        receiver.Expect("message");
        receiver.Expect("what is in the file");
        receiver.Expect("2");
        Assert.Equal(0, CommandRun.Finish(receiver).Status.ExitCode);
    }

    [Fact]
    public void Descriptors_WithoutAMessage_AreCarriedByAByteThatIsNotSeen()
    {
        File.WriteAllText(_path + ".txt", "passed");
        using Peer listener = Shell.StartBound("listen", _path, "--recv-fds", "--", "sh", "-c", "wc -c; cat /dev/fd/3");
        Shell.Script($"$CW socket send {_path} --fd 3 3<{_path}.txt").Succeeded();
        listener.Expect("0");
        listener.Expect("passed");
        Assert.Equal(0, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void Descriptors_WithC_BothWays()
    {
        File.WriteAllText(_path + ".txt", "from a file");
        using (Peer peer = Peer.StartC("unix_handles", "receive", _path, "datagram"))
        {
            peer.Expect("ready");
            Shell.Script($"$CW socket send {_path}.peer --type datagram --fd 3 12345 3<{_path}.txt").Succeeded();
            peer.Expect("data 12345");
            peer.Expect("fd from a file");
            peer.Expect("flags 0");
        }

        using Peer receiver = Shell.StartBound("receive", _path, "--", "sh", "-c", "cat; cat <&3; cat <&4");
        using Peer sender = Peer.StartC("unix_handles", "send", _path, "stream", _path + ".txt", _path + ".txt");
        receiver.Expect("xfrom a filefrom a file");
    }

    [Fact]
    public void Mode_OfThePath_IsExact()
    {
        using Peer receiver = Shell.StartBound("receive", _path, "--mode", "622");
        Assert.Contains("\"mode\":\"0622\"", Shell.Causeway("socket", "stat", _path, "--json").Succeeded());
        Shell.Causeway("socket", "listen", "@causeway-verbs", "--mode", "622").Refused(2, "abstract");
    }

    [Fact]
    public void Descriptors_NotOpenInTheShell_AreRefused()
    {
        using Peer receiver = Shell.StartBound("receive", _path, "--type", "datagram");
        foreach (string number in (string[])["77", "x", "-1"])
            Assert.Equal(2, Shell.Causeway("socket", "send", _path, "--type", "datagram", "--fd", number).ExitCode());
    }

    [Fact]
    public void Listen_Interrupted_RemovesItsPath()
    {
        using Peer listener = Shell.StartBound("listen", _path, "--follow", "--", "cat");
        Assert.Contains($"\"processes\":\"{listener.Process.Id}\"", Shell.Causeway("socket", "stat", _path, "--json").Succeeded());
        Shell.Causeway("socket", "rm", _path).Refused(2, "in use");
        Shell.Causeway("socket", "receive", _path).Refused(2, "EADDRINUSE");
        Assert.True(listener.Process.TrySendSignal(Signal.Int));
        Assert.Equal(130, CommandRun.Finish(listener).Status.ExitCode);
        Shell.Causeway("socket", "stat", _path).Refused(1, "no socket");
    }

    [Fact]
    public void StalePath_IsSeen_ReplacedAndRemoved()
    {
        using (Peer killed = Shell.StartBound("listen", _path))
            killed.Process.Kill();
        Assert.Contains("\"state\":\"stale\"", Shell.Causeway("socket", "stat", _path, "--json").Succeeded());
        using (Peer second = Shell.StartBound("listen", _path, "--timeout", "30"))
            second.Process.Kill();
        Shell.Causeway("socket", "send", _path, "x").Refused(2, "causeway socket rm");
        Shell.Causeway("socket", "rm", _path).Succeeded();
        Shell.Causeway("socket", "rm", _path).Refused(1, "no socket");
    }

    [Fact]
    public void NobodyConnects_TimesOut()
    {
        Shell.Causeway("socket", "listen", _path, "--timeout", "20ms").Refused(1, "timeout");
        Assert.Equal(124, Shell.Causeway("socket", "listen", _path, "--timeout", "20ms", "--", "cat").ExitCode());
        Assert.Equal(1, Shell.Causeway("socket", "receive", _path, "--type", "datagram", "--timeout", "20ms").ExitCode());
        Assert.Equal(127, Shell.Causeway("socket", "listen", _path, "--", "/no/such/command").ExitCode());
    }

    [Fact]
    public void Connect_WhatIsNoSocket_SaysThat_AndOfALinkToOneThatNobodyHasBoundWhatToDo()
    {
        File.WriteAllText(_path, "kept");
        Shell.Causeway("socket", "connect", _path).Refused(2, "ECONNREFUSED, nobody listens there; what has this path is no socket\n");
        Shell.Causeway("socket", "send", _path, "x", "--type", "datagram").Refused(2, "is no socket\n");
        using (Peer killed = Shell.StartBound("listen", _path + ".left"))
            killed.Process.Kill();
        File.CreateSymbolicLink(_path + ".link", _path + ".left");
        Shell.Causeway("socket", "connect", _path + ".link").Refused(2, "causeway socket rm");
    }

    [Theory]
    [InlineData("--type carrier-pigeon", "listen", "/tmp/x", "--type", "carrier-pigeon")]
    [InlineData("datagrams need no connection", "listen", "/tmp/x", "--type", "datagram")]
    [InlineData("107", "connect", "/tmp/01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    [InlineData("--bind belongs to", "connect", "/tmp/x", "--bind", "/tmp/y")]
    [InlineData("ADDRESS is empty", "connect", "")]
    [InlineData("ADDRESS @ has no name: the empty abstract name is for the kernel to choose", "listen", "@")]
    [InlineData("--bind is empty", "connect", "/tmp/x", "--type", "datagram", "--bind", "")]
    [InlineData("TIME is missing after --timeout", "connect", "/tmp/x", "--timeout")]
    [InlineData("connections that CMD gets", "listen", "/tmp/x", "--recv-fds")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments) => Shell.Causeway(["socket", .. arguments]).Refused(2, expected);
}
