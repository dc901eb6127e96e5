using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>The screen, on a terminal, beside a message queue of this process's own.</summary>
public sealed partial class TopTests : IDisposable
{
    private readonly string _name = $"/causeway-top-{Guid.NewGuid():N}";
    private readonly PosixMessageQueue _queue;

    public TopTests() => _queue = PosixMessageQueue.Create(_name);

    public void Dispose()
    {
        _queue.Dispose();
        PosixMessageQueue.Delete(_name);
    }

    [Fact]
    public void Top_Keys_FilterSortShowAndQuit()
    {
        using PseudoTerminal terminal = PseudoTerminal.Create(new TerminalSize(200, 24));
        using ChildProcess top = ChildProcess.Start(new ChildProcessOptions(CommandRun.Program, ["top", "mq", "--interval", "200ms"]) { PseudoTerminal = terminal, Environment = { ["TERM"] = "xterm" } });
        Screen screen = new(terminal);
        screen.Await(text => text.Contains("ID ", StringComparison.Ordinal) && text.Contains("RATE*", StringComparison.Ordinal) && text.Contains("q quit", StringComparison.Ordinal));
        terminal.Write("/"u8);
        screen.Await(static text => text.Contains("filter: _", StringComparison.Ordinal));
        terminal.Write(Encoding.ASCII.GetBytes(_name[..24] + "\r"));
        screen.Await(text => text.Contains($"filter: {_name[..24]}", StringComparison.Ordinal) && text.Contains("0/10 msg", StringComparison.Ordinal));
        _queue.Send("hello"u8);
        screen.Await(static text => text.Contains("1/10 msg", StringComparison.Ordinal));
        terminal.Write("4"u8);
        screen.Await(static text => text.Contains("DEPTH*", StringComparison.Ordinal));
        terminal.Write("s"u8);
        screen.Await(static text => text.Contains("RATE*", StringComparison.Ordinal));
        terminal.Write("\r"u8);
        screen.Await(text => text.Contains($"name", StringComparison.Ordinal) && text.Contains(_name, StringComparison.Ordinal)
            && Regex.IsMatch(text, $"^{Environment.ProcessId} +", RegexOptions.Multiline, TimeSpan.FromSeconds(50)) && text.Contains("Esc back", StringComparison.Ordinal));
        terminal.Write("\e"u8);
        screen.Await(static text => text.Contains("/ filter", StringComparison.Ordinal));
        terminal.Size = new TerminalSize(60, 10);
        Assert.All(screen.Await(static text => text.Split('\n').Length == 10).Split('\n'), static line => Assert.True(line.Length <= 60));
        terminal.Write("q"u8);
        Assert.Equal(0, top.WaitForExit().ExitCode);
        Assert.EndsWith("\e[?7h\e[?25h\e[?1049l", screen.ReadRest(), StringComparison.Ordinal);
    }

    [Fact]
    public void Top_FifoThatIsOnlyAwaited_IsThereAtEachLook()
    {
        using TestDirectory directory = new();
        string fifo = directory.PathOf("fifo");
        ShellCommand.Run("mkfifo", [fifo]);
        using Peer reader = Peer.Start(new ChildProcessOptions("sh", ["-c", "echo $$; exec cat \"$1\"", "sh", fifo]));
        Sleeper.Await(reader.ReadLine()!, "open|openat");
        string[] looks = Shell.Script("$CW top fifo --json --interval 1ms | head -n 6").OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, looks.Length);
        Assert.All(looks, look => Assert.Contains(fifo, look));
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("ls fifo")]
    [InlineData("top --once --interval 1ms")]
    public void Look_WhatOnlyItselfHasOrWaitsAt_IsLeftOut(string verb)
    {
        string[] lines = Shell.Script($"echo $$; exec $CW {verb}").OutputText.Split('\n', 2);
        Assert.DoesNotContain($"futex:[0:{lines[0]}:", lines[1]);
        Assert.DoesNotContain($"clr-debug-pipe-{lines[0]}-", lines[1]);
    }

    [Theory]
    [InlineData("q", 0)]
    [InlineData("\u0003", 130)]
    [InlineData("TERM", 143)]
    public void Top_HoweverItEnds_TerminalIsAsItWas(string end, int exitCode)
    {
        using PseudoTerminal terminal = PseudoTerminal.Create(new TerminalSize(80, 24));
        string script = $"a=$(stty -g); '{CommandRun.Program}' top pipe; code=$?; b=$(stty -g); [ \"$a\" = \"$b\" ] && echo SAME $code";
        using ChildProcess shell = ChildProcess.Start(new ChildProcessOptions("sh", ["-c", "trap : INT; " + script]) { PseudoTerminal = terminal, Environment = { ["TERM"] = "xterm" } });
        Screen screen = new(terminal);
        screen.Await(static text => text.Contains("q quit", StringComparison.Ordinal));
        if (end == "TERM")
            Terminate(shell.Id);
        else
            terminal.Write(Encoding.ASCII.GetBytes(end));
        Assert.True(shell.WaitForExit().IsSuccess);
        string rest = screen.ReadRest();
        Assert.Contains("\e[?1049l", rest, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"SAME {exitCode}"), rest, StringComparison.Ordinal);
    }

    [Fact]
    public void Top_NoTerminal_PrintsAllRowsOnceWithTheRate()
    {
        string output = Shell.Causeway("top", "mq", "--interval", "100ms", "--filter", _name).Succeeded();
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Matches("^causeway top .* objects? .* sort: rate  filter: ", lines[0]);
        Assert.Matches("^ID +KIND +NAME +DEPTH +RATE\\* +WAITING +PROCESSES$", lines[2]);
        Assert.Matches("^mq:.* mq .*0/10 msg +0 +- +", Assert.Single(lines[3..]));
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public void Top_Json_ALineForEachLookAndALineWithOnce()
    {
        using JsonDocument once = JsonDocument.Parse(Assert.Single(Shell.Causeway("top", "mq", "--json", "--once", "--interval", "50ms", "--filter", _name).Succeeded().TrimEnd('\n').Split('\n')));
        JsonElement row = Assert.Single(once.RootElement.GetProperty("rows").EnumerateArray());
        Assert.Equal((_name, 0, 10, "msg", 0), (row.GetProperty("name").GetString(), row.GetProperty("depth").GetInt32(), row.GetProperty("capacity").GetInt32(), row.GetProperty("unit").GetString(), row.GetProperty("rate").GetInt32()));
        Assert.Contains(Environment.ProcessId, row.GetProperty("processes").EnumerateArray().Select(static one => one.GetInt32()));
        Assert.Equal(3, Shell.Script($"'{CommandRun.Program}' top mq --json --interval 50ms | head -n 3").Succeeded().TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Top_MessagesSentAndReceived_RateIsWhatTheDepthGrewByInASecond()
    {
        using Peer top = Peer.Start(new ChildProcessOptions(CommandRun.Program, ["top", "mq", "--json", "--interval", "50ms", "--filter", _name]));
        Look before = Look.Read(top);
        Assert.Equal(0, before.Depth);
        foreach (string text in (string[])["one", "two", "three"])
            _queue.Send(Encoding.UTF8.GetBytes(text));
        before = AwaitChange(top, before, until: 3);
        byte[] buffer = new byte[_queue.MaxMessageBytes];
        while (_queue.TryReceive(buffer, out _))
        {
        }

        AwaitChange(top, before, until: 0);
    }

    /// <summary>Each look on the way must have the rate that its depth and that of the one before make.</summary>
    private static Look AwaitChange(Peer top, Look before, int until)
    {
        while (before.Depth != until)
        {
            Look now = Look.Read(top);
            Assert.Equal(now.Depth - before.Depth, now.Rate * (now.Time - before.Time).TotalSeconds, 0.01);
            Assert.Equal(int.Sign(now.Depth - before.Depth), double.Sign(now.Rate));
            before = now;
        }

        return before;
    }

    [Fact]
    public void Top_WrongUsage_IsRefused()
    {
        Shell.Causeway("top", "--interval", "0").Refused(2, "--interval 0: a time of a millisecond or more is needed");
        Shell.Causeway("top", "--sort", "frob").Refused(2, "no column 'frob'");
        Shell.Causeway("top", "frob").Refused(2, "no kind 'frob'");
    }

    private static void Terminate(int shell)
    {
        int top = int.Parse(File.ReadAllText($"/proc/{shell}/task/{shell}/children").Trim(), CultureInfo.InvariantCulture);
        Signals.Send(top, Signal.Term);
    }

    /// <summary>The queue's row of one look.</summary>
    private sealed record Look(DateTimeOffset Time, int Depth, double Rate)
    {
        public static Look Read(Peer top)
        {
            using JsonDocument look = JsonDocument.Parse(top.ReadLine() ?? throw new InvalidOperationException($"it ended: {top.Errors}"));
            JsonElement row = Assert.Single(look.RootElement.GetProperty("rows").EnumerateArray());
            return new Look(look.RootElement.GetProperty("time").GetDateTimeOffset(), row.GetProperty("depth").GetInt32(), row.GetProperty("rate").GetDouble());
        }
    }

    /// <summary>What a terminal shows: the last drawing, without colours.</summary>
    private sealed partial class Screen(PseudoTerminal terminal)
    {
        private readonly StringBuilder _all = new();
        private readonly byte[] _buffer = new byte[65_536];

        /// <summary>Reads until a whole drawing is what is awaited.</summary>
        public string Await(Predicate<string> isAwaited)
        {
            while (TryRead())
            {
                // Of the last two, the one before is whole.
                string[] drawings = _all.ToString().Split("\e[H");
                foreach (string drawing in drawings.Skip(Math.Max(1, drawings.Length - 2)))
                {
                    string text = Sequence().Replace(drawing, "").Replace("\r", "", StringComparison.Ordinal);
                    if (isAwaited(text))
                        return text;
                }
            }

            throw new InvalidOperationException($"it ended: {_all}");
        }

        public string ReadRest()
        {
            while (TryRead())
            {
            }

            return _all.ToString();
        }

        private bool TryRead()
        {
            int count = terminal.Read(_buffer);
            _all.Append(Encoding.UTF8.GetString(_buffer, 0, count));
            return count > 0;
        }

        [GeneratedRegex("\e\\[[0-9;?]*[a-zA-Z]", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
        private static partial Regex Sequence();
    }
}
