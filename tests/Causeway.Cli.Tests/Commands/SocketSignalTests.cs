using System.Text;

namespace Causeway.Cli.Tests.Commands;

/// <summary>Signals to <c>causeway socket listen -- CMD</c> while CMD talks to a client.</summary>
public sealed class SocketSignalTests : IDisposable
{
    /// <summary>Heeds SIGTERM in its own way, and says when it does.</summary>
    private const string Heeds = "sleep 1000 </dev/null >/dev/null 2>&1 & trap \"kill $!; echo told; exit $CODE\" TERM; echo ready; wait";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public SocketSignalTests() => _path = Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(15)]
    public void Signal_CommandThatHeedsNone_IsEnded_AndSoIsTheConnection(int signal)
    {
        using Peer server = Shell.StartInOwnGroup("socket", "listen", _path, "--", "cat");
        Shell.AwaitBound(_path);
        using UnixSocket client = UnixSocket.Connect(UnixSocketAddress.FromPath(_path));
        client.Send("x"u8);
        Expect(client, "x");
        Assert.True(server.Process.TrySendSignal(new Signal(signal)));
        ExpectEnd(client, "");
        Assert.Equal(128 + signal, CommandRun.Finish(server).Status.ExitCode);
        Assert.False(File.Exists(_path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Signal_CommandThatHeedsIt_SaysItsLast_AndItsStatusIsOurs(int code)
    {
        using Peer server = Shell.StartBound("listen", _path, "--", "sh", "-c", Heeds.Replace("$CODE", $"{code}", StringComparison.Ordinal));
        using UnixSocket client = UnixSocket.Connect(UnixSocketAddress.FromPath(_path));
        Expect(client, "ready\n");
        Assert.True(server.Process.TrySendSignal(Signal.Term));
        ExpectEnd(client, "told\n");
        Assert.Equal(code, CommandRun.Finish(server).Status.ExitCode);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void Signal_Following_NobodyIsServedAfterTheCommandThatWasTold()
    {
        using Peer server = Shell.StartBound("listen", _path, "--follow", "--", "sh", "-c", Heeds.Replace("$CODE", "7", StringComparison.Ordinal));
        using UnixSocket served = UnixSocket.Connect(UnixSocketAddress.FromPath(_path));
        Expect(served, "ready\n");
        using UnixSocket next = UnixSocket.Connect(UnixSocketAddress.FromPath(_path));
        Assert.True(server.Process.TrySendSignal(Signal.Term));
        ExpectEnd(served, "told\n");
        Assert.Equal(128 + 15, CommandRun.Finish(server).Status.ExitCode);
        Assert.Equal("ECONNRESET", Assert.Throws<SyscallException>(() => next.Receive(new byte[1])).Errno.Name);
        Assert.False(File.Exists(_path));
    }

    private static void Expect(UnixSocket client, string text)
    {
        byte[] buffer = new byte[text.Length];
        for (int count = 0; count < buffer.Length;)
            count += client.Receive(buffer.AsSpan(count)) is var more and > 0 ? more : throw new EndOfStreamException();
        Assert.Equal(text, Encoding.UTF8.GetString(buffer));
    }

    private static void ExpectEnd(UnixSocket client, string text)
    {
        Expect(client, text);
        Assert.Equal(0, client.Receive(new byte[1]));
    }
}
