using System.Net.Sockets;
using Causeway.Tests.Named;

namespace Causeway.Cli.Tests.Commands;

/// <summary>What <c>socket connect</c> and <c>socket listen</c> without CMD do when one end is done before the other.</summary>
public sealed class SocketConversationTests : IDisposable
{
    /// <summary>More than a socket and a pipe hold.</summary>
    private const int Much = 1_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public SocketConversationTests() => _path = Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("stream")]
    [InlineData("seqpacket")]
    public void Listen_ClientInCThatShutsItsSideDown_GetsTheAnswerThatComesLater(string type)
    {
        using Peer server = Shell.StartBound("listen", _path, "--type", type, "--text");
        using Peer client = Peer.StartC("unix_upper", $"{type}-client", _path, "hello");
        server.Expect("hello");
        server.Send("answer");
        server.CloseInput();
        client.Expect("answer");
        Assert.Equal(0, CommandRun.Finish(server).Status.ExitCode);
    }

    [Theory]
    [InlineData(UnixSocketType.Stream)]
    [InlineData(UnixSocketType.SeqPacket)]
    public void Connect_OtherEndHasSaidAll_ItGetsAllTheSame(UnixSocketType type)
    {
        using UnixSocketListener listener = Listen(type);
        byte[] data = Bytes();
        Task<ShellCommandResult> client = OwnThread.Start(() => Shell.Fed(data, "socket", "connect", _path, "--type", NameOf(type)));
        using UnixSocket connection = listener.Accept();
        connection.Shutdown(SocketShutdown.Send);
        Assert.Equal(data, ReadToEnd(connection));
        client.GetAwaiter().GetResult().Succeeded();
    }

    [Fact]
    public void Listen_OtherEndHasSaidAll_ItGetsAllTheSame()
    {
        byte[] data = Bytes();
        Task<ShellCommandResult> server = OwnThread.Start(() => Shell.Fed(data, "socket", "listen", _path));
        Shell.AwaitBound(_path);
        using var connection = UnixSocket.Connect(UnixSocketAddress.FromPath(_path));
        connection.Shutdown(SocketShutdown.Send);
        Assert.Equal(data, ReadToEnd(connection));
        server.GetAwaiter().GetResult().Succeeded();
    }

    [Theory]
    [InlineData(UnixSocketType.Stream)]
    [InlineData(UnixSocketType.SeqPacket)]
    public void Connect_NothingTyped_EndsWithTheOtherEnd_AndNotWithItsLastWord(UnixSocketType type)
    {
        using UnixSocketListener listener = Listen(type);
        using Peer client = Shell.Start("socket", "connect", _path, "--type", NameOf(type), "--text");
        using (UnixSocket connection = listener.Accept())
        {
            connection.Shutdown(SocketShutdown.Send);
            client.Send("typed");
            Assert.StartsWith("typed", Text(connection), StringComparison.Ordinal);
        }

        CommandRun run = CommandRun.Finish(client);
        Assert.Equal((0, ""), (run.Status.ExitCode, run.Errors));
    }

    [Fact]
    public void Connect_OtherEndHasSaidAll_AndClosesWithoutReading_IsAnError()
    {
        using UnixSocketListener listener = Listen(UnixSocketType.Stream);
        using Peer client = Shell.Start("socket", "connect", _path);
        using (UnixSocket connection = listener.Accept())
        {
            connection.Shutdown(SocketShutdown.Send);
            client.Send("unread");
            Assert.True(SpinWait.SpinUntil(() => connection.BytesAvailable > 0, Watchdog.Limit));
        }

        CommandRun run = CommandRun.Finish(client);
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Contains("ECONNRESET", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_OtherEndClosesBeforeAllIsSent_IsAnError()
    {
        using UnixSocketListener listener = Listen(UnixSocketType.Stream);
        Task<ShellCommandResult> client = OwnThread.Start(() => Shell.Fed(Bytes(), "socket", "connect", _path));
        using (UnixSocket connection = listener.Accept())
            Assert.NotEqual("", Text(connection));
        client.GetAwaiter().GetResult().Refused(2, "EPIPE");
    }

    [Fact]
    public void Connect_OtherEndStopsListening_WhatItSaysStillComes_AndItIsAnError()
    {
        using UnixSocketListener listener = Listen(UnixSocketType.Stream);
        Task<ShellCommandResult> client = OwnThread.Start(() => Shell.Fed(Bytes(), "socket", "connect", _path));
        using (UnixSocket connection = listener.Accept())
        {
            connection.Shutdown(SocketShutdown.Receive);
            connection.Send("enough"u8);
        }

        ShellCommandResult result = client.GetAwaiter().GetResult();
        result.Refused(2, "EPIPE");
        Assert.Equal("enough", result.OutputText);
    }

    [Fact]
    public void Connect_CountReached_EndsThoughTheOtherEndTakesNothing()
    {
        using UnixSocketListener listener = Listen(UnixSocketType.Stream);
        Task<ShellCommandResult> client = OwnThread.Start(() => Shell.Fed(Bytes(), "socket", "connect", _path, "--text", "--count", "1"));
        using UnixSocket connection = listener.Accept();
        connection.Send("enough\n"u8);
        Assert.Equal("enough\n", client.GetAwaiter().GetResult().Succeeded());
    }

    [Fact]
    public void Connect_OtherEndReadsSlowlyAndSaysNothing_IsNotLate()
    {
        using UnixSocketListener listener = Listen(UnixSocketType.Stream);
        byte[] data = Bytes();
        Task<ShellCommandResult> client = OwnThread.Start(() => Shell.Fed(data, "socket", "connect", _path, "--timeout", "3"));
        using UnixSocket connection = listener.Accept();
        byte[] buffer = new byte[data.Length];
        int count = 0;
        for (int part = 0; part < 13; part++, Thread.Sleep(250))
            count += connection.Receive(buffer.AsSpan(count, 40_000));
        ReadToEnd(connection).CopyTo(buffer, count);
        Assert.Equal(data, buffer);
        connection.Dispose();
        client.GetAwaiter().GetResult().Succeeded();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Connect_OtherEndTakesNothingInTime_ItIsSaidHowMuchIsLeft(bool hasSaidAll)
    {
        using UnixSocketListener listener = Listen(UnixSocketType.Stream);
        byte[] line = [.. Enumerable.Repeat((byte)'x', Much - 1), (byte)'\n'];

        // From a file, so that all of it is read long before the time has passed.
        string input = Path.Combine(_folder.FullName, "input");
        File.WriteAllBytes(input, line);
        Task<ShellCommandResult> client = OwnThread.Start(() => Shell.Script($"$CW socket connect {_path} --text --timeout 1 <{input}"));
        using UnixSocket connection = listener.Accept();
        if (hasSaidAll)
            connection.Shutdown(SocketShutdown.Send);
        ShellCommandResult result = client.GetAwaiter().GetResult();
        result.Refused(1, $"the last {Much - ReadToEnd(connection).Length} bytes were not sent in time");
    }

    private static byte[] Bytes()
    {
        byte[] data = new byte[Much];
        TestLoad.NewRandom().NextBytes(data);
        return data;
    }

    private static string Text(UnixSocket connection)
    {
        byte[] buffer = new byte[64];
        return System.Text.Encoding.Latin1.GetString(buffer, 0, connection.Receive(buffer));
    }

    private static byte[] ReadToEnd(UnixSocket connection)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[1 << 17];
        while (connection.Receive(buffer) is var count and > 0)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    private static string NameOf(UnixSocketType type) => type == UnixSocketType.Stream ? "stream" : "seqpacket";

    private UnixSocketListener Listen(UnixSocketType type) => UnixSocketListener.Listen(UnixSocketAddress.FromPath(_path), type);
}
