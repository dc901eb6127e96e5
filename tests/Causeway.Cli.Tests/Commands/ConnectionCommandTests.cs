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

    private SharedConnection Connect() => SharedConnection.Connect(_path, new SharedConnectionOptions { Mode = SharedConnectionMode.Stream }, s_watchdog);

    private Peer Listen(string script)
    {
        Peer peer = Shell.Start("listen", _path, "--", "sh", "-c", script);
        Shell.AwaitBound(_path);
        return peer;
    }
}
