using System.Globalization;

namespace Causeway.Cli.Tests.Commands;

/// <summary><c>receive -- CMD</c> where a signal comes while CMD gets its message, or answers it.</summary>
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

    [Fact]
    public void Reply_OfACommandThatHeedsTheSignal_IsSent()
    {
        using UnixSocket sender = Ask("trap 'echo late answer; exit 0' TERM; kill -TERM $PPID; while :; do sleep 0.01; done", out CommandRun receiver);
        Assert.Equal((0, ""), (receiver.Status.ExitCode, receiver.Errors));
        byte[] answer = new byte[100];
        Assert.Equal("late answer\n"u8, answer.AsSpan(0, sender.Receive(answer, TimeSpan.Zero)));
    }

    [Fact]
    public void Reply_WhenOnlyWhatTheCommandLeftCouldAddToIt_IsWhatTheCommandPrinted()
    {
        string left = _path + ".pid";
        try
        {
            using UnixSocket sender = Ask($"trap 'echo all; exit 0' TERM; sleep 1000 2>/dev/null & echo $! >{left}; kill -TERM $PPID; while :; do sleep 0.01; done", out CommandRun receiver);
            Assert.Equal((0, ""), (receiver.Status.ExitCode, receiver.Errors));
            byte[] answer = new byte[100];
            Assert.Equal("all\n"u8, answer.AsSpan(0, sender.Receive(answer, TimeSpan.Zero)));
        }
        finally
        {
            KillLeft(left);
        }
    }

    [Fact]
    public void Reply_WhenWhatTheCommandLeftHasTheRestOfItsInput_IsSent_AndTheSignalIsNoSuccess()
    {
        string left = _path + ".pid";
        try
        {
            string script = $"trap '' TERM; exec 3<&0; sleep 1000 <&3 3<&- >/dev/null 2>&1 & echo $! >{left}; echo all; kill -TERM $PPID";
            using UnixSocket sender = Ask(script, out CommandRun receiver, new byte[150_000]);
            Assert.Equal((128 + 15, ""), (receiver.Status.ExitCode, receiver.Errors));
            byte[] answer = new byte[100];
            Assert.Equal("all\n"u8, answer.AsSpan(0, sender.Receive(answer, TimeSpan.Zero)));
        }
        finally
        {
            KillLeft(left);
        }
    }

    [Fact]
    public void Reply_OfACommandThatASignalEnded_IsNoneForItMayBeAPart()
    {
        using UnixSocket sender = Ask("echo half; kill -KILL $$", out CommandRun receiver);
        Assert.Equal(128 + 9, receiver.Status.ExitCode);
        Assert.Contains("an answer of 5 bytes is dropped: the command was killed by SIGKILL", receiver.Errors, StringComparison.Ordinal);
        Assert.Throws<TimeoutException>(() => sender.Receive(new byte[100], TimeSpan.Zero));
    }

    /// <summary>Kills the process whose number a command has written to a file, if it came to that.</summary>
    private static void KillLeft(string file)
    {
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int left))
            Signals.Send(left, Signal.Kill);
    }

    /// <summary>Sends a datagram to <c>receive --reply</c> and waits for the end of that.</summary>
    private UnixSocket Ask(string script, out CommandRun receiver, byte[]? question = null)
    {
        using Peer running = Receive("datagram", script, "--reply");
        var sender = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_path + ".own"));
        sender.SendTo(question ?? "question"u8, UnixSocketAddress.FromPath(_path));
        receiver = CommandRun.Finish(running);
        return sender;
    }

    private Peer Receive(string type, string script, params string[] options) =>
        Shell.StartBound("receive", _path, ["--type", type, "--count", "1", .. options, "--", "sh", "-c", script]);

    private void SendLongMessage()
    {
        using var sender = UnixSocket.Connect(UnixSocketAddress.FromPath(_path), UnixSocketType.SeqPacket);
        sender.Send(new byte[150_000]);
    }
}
