using System.Globalization;

namespace Causeway.Cli.Tests.Commands;

/// <summary><c>receive -- CMD</c> where a signal comes while CMD gets its message.</summary>
public sealed class CommandSignalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public CommandSignalTests() => _path = Path.Combine(_folder.FullName, "s");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Signal_WhileACommandGetsMoreThanAPipeHolds_CutsNothing()
    {
        using Peer receiver = Receive("seqpacket", "trap 'wc -c; exit 0' TERM; kill -TERM $PPID; while :; do sleep 0.01; done");
        SendLongMessage();
        receiver.Expect("150000");
        Assert.Equal(0, CommandRun.Finish(receiver).Status.ExitCode);
    }

    [Fact]
    public void Signal_WhenOnlyWhatTheCommandLeftReads_EndsTheWait_AndIsNoSuccess()
    {
        using Peer receiver = Receive("seqpacket", "trap '' TERM; exec 3<&0; sleep 1000 <&3 3<&- >/dev/null 2>&1 & echo $!");
        SendLongMessage();
        int left = int.Parse(receiver.ReadLine()!, CultureInfo.InvariantCulture);
        try
        {
            Assert.True(receiver.Process.TrySendSignal(Signal.Term));
            Assert.Equal(128 + 15, CommandRun.Finish(receiver).Status.ExitCode);
        }
        finally
        {
            Signals.Send(left, Signal.Kill);
        }
    }

    private Peer Receive(string type, string script, params string[] options) =>
        Shell.StartBound("receive", _path, ["--type", type, "--count", "1", .. options, "--", "sh", "-c", script]);

    private void SendLongMessage()
    {
        using var sender = UnixSocket.Connect(UnixSocketAddress.FromPath(_path), UnixSocketType.SeqPacket);
        sender.Send(new byte[150_000]);
    }
}
