using System.Globalization;
using System.Text;

namespace Causeway.Cli.Tests.Commands;

/// <summary><c>causeway listen -- CMD</c>: how CMD's end, or the end of what it says, becomes the connection's.</summary>
public sealed class ConnectionCommandTests : IDisposable
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public ConnectionCommandTests() => _path = Path.Combine(_folder.FullName, "c");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void CommandKilled_IsAnErrorOfTheOtherSide_AfterWhatItSaid()
    {
        using Peer listener = Listen("echo half; kill -KILL $$");
        ShellCommandResult run = Shell.Causeway("connect", _path);
        run.Refused(2, "aborted it");
        Assert.Equal("half\n", run.OutputText);
        Assert.Equal(128 + 9, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void CommandKilled_WithKeep_IsReported_AndTheNextIsServed()
    {
        using Peer listener = Listen("kill -KILL $$", "--keep");
        Shell.Causeway("connect", _path).Refused(2, "aborted it");
        Shell.Causeway("connect", _path).Refused(2, "aborted it");
        Assert.True(listener.Process.TrySendSignal(Signal.Term));
        CommandRun ended = CommandRun.Finish(listener);
        Assert.Equal(128 + 15, ended.Status.ExitCode);
        Assert.StartsWith("causeway listen: the command was killed by SIGKILL\n", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void CommandThatClosesItsOutputAndLivesOn_HasSaidAllAtThatMoment()
    {
        using Peer listener = Listen("echo said; exec >&-; read line; echo \"heard $line\" >&2");
        using SharedConnection connection = Connect();
        SharedConnectionStream stream = connection.GetStream();
        Assert.Equal("said\n", Read(stream, out IOException? end));
        Assert.Null(end);
        stream.Write("an answer\n"u8);
        CommandRun ended = CommandRun.Finish(listener);
        Assert.Equal((0, "heard an answer\n"), (ended.Status.ExitCode, ended.Errors));
    }

    [Fact]
    public void CommandThatEndsAtASignal_ItsLastWordsArrive_WhenTheOtherSideGetsToThem()
    {
        // As much as its pipe holds: it ends before anybody has read all that.
        using Peer listener = Listen("trap 'head -c 30000 /dev/zero | tr \"\\\\0\" x; exit 0' TERM; echo $$; kill -TERM $PPID; while :; do sleep 0.01; done");
        using SharedConnection connection = Connect(ringBytes: 4096);
        SharedConnectionStream stream = connection.GetStream();
        AwaitEnd(int.Parse(ReadLine(stream), CultureInfo.InvariantCulture));
        Assert.Equal(new string('x', 30_000), Read(stream, out IOException? end));
        Assert.IsType<PeerDiedException>(end);
        Assert.Equal(0, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void CommandThatIsToldBeforeCauseway_ItsLastWordsArrive()
    {
        // As the key for SIGINT does it: the command is told as well, and may have ended before causeway comes to its own signal.
        using Peer listener = Listen("trap 'head -c 30000 /dev/zero | tr \"\\\\0\" x; exit 0' TERM; echo $$; while :; do sleep 0.01; done");
        using SharedConnection connection = Connect(ringBytes: 4096);
        SharedConnectionStream stream = connection.GetStream();
        int command = int.Parse(ReadLine(stream), CultureInfo.InvariantCulture);
        string input = new FileInfo($"/proc/{command}/fd/0").LinkTarget!;
        Signals.Send(command, Signal.Term);
        AwaitEnd(command);

        // It has heeded its own signal when it has closed the command's input.
        Assert.True(listener.Process.TrySendSignal(Signal.Term));
        Assert.True(SpinWait.SpinUntil(() => !Has(listener.Process.Id, input), s_watchdog), "the signal was not heeded");
        Assert.Equal(new string('x', 30_000), Read(stream, out IOException? end));
        Assert.IsType<PeerDiedException>(end);
        Assert.Equal(0, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void CommandThatEndsAtASignal_WhatItLeftBehindIsNotWaitedFor()
    {
        using Peer listener = Listen("sleep 1000 2>/dev/null & echo $!; kill -TERM $PPID; wait");
        using SharedConnection connection = Connect();
        SharedConnectionStream stream = connection.GetStream();
        int left = int.Parse(ReadLine(stream), CultureInfo.InvariantCulture);
        IOException? end;
        try
        {
            Assert.Equal("", Read(stream, out end));
        }
        finally
        {
            Signals.Send(left, Signal.Kill);
        }

        Assert.IsType<PeerDiedException>(end);
        Assert.Equal(128 + 15, CommandRun.Finish(listener).Status.ExitCode);
    }

    /// <summary>Waits until it is reaped.</summary>
    private static void AwaitEnd(int command) =>
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{command}"), s_watchdog), "the command did not end");

    /// <summary>Whether a process has a pipe open.</summary>
    private static bool Has(int process, string pipe) =>
        new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos().Any(descriptor => descriptor.LinkTarget == pipe);

    private static string ReadLine(SharedConnectionStream stream)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (stream.Read(one, s_watchdog) == 1 && one[0] != (byte)'\n')
            line.Append((char)one[0]);
        return line.ToString();
    }

    /// <summary>Reads to the end, which is in good order or an exception.</summary>
    private static string Read(SharedConnectionStream stream, out IOException? end)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        end = null;
        try
        {
            while (stream.Read(buffer, s_watchdog) is var count and > 0)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException e)
        {
            end = e;
        }

        return text.ToString();
    }

    private SharedConnection Connect(int ringBytes = 0) => SharedConnection.Connect(_path, new SharedConnectionOptions { Mode = SharedConnectionMode.Stream, RingBytes = ringBytes }, s_watchdog);

    private Peer Listen(string script, params string[] options)
    {
        Peer peer = Shell.Start(["listen", _path, .. options, "--", "sh", "-c", script]);
        Shell.AwaitBound(_path);
        return peer;
    }
}
