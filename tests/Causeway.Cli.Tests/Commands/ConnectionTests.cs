using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

/// <summary><c>causeway connect</c> and <c>causeway listen</c>, two processes.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-verbs-");
    private readonly string _path;

    public ConnectionTests() => _path = Path.Combine(_folder.FullName, "c");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Bytes_ComeOutAsTheyWentIn()
    {
        byte[] data = new byte[3_000_000];
        TestLoad.NewRandom().NextBytes(data);
        string file = Path.Combine(_folder.FullName, "in");
        File.WriteAllBytes(file, data);

        Shell.Script($"\"$CW\" listen {_path} </dev/null >{file}.out & until test -S {_path}; do :; done; \"$CW\" connect {_path} <{file} && wait $!").Succeeded();
        Assert.Equal(data, File.ReadAllBytes(file + ".out"));
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void TwoShells_Talk_UntilBothHaveSaidAll()
    {
        using Peer listener = Listen("--messages");
        using Peer connector = Shell.Start("connect", _path, "--messages");
        connector.Send("hello");
        listener.Expect("hello");
        listener.Send("hello yourself");
        connector.Expect("hello yourself");
        listener.CloseInput();
        connector.Send("I have the last word");
        listener.Expect("I have the last word");
        connector.CloseInput();
        listener.ExpectSuccess();
        connector.ExpectSuccess();
    }

    [Theory]
    [InlineData("--hex", "68656c6c6f", "68656c6c6f")]
    [InlineData("--json", """{"data":"hello"}""", """{"data":"hello","length":5}""")]
    public void Messages_InAFormat_AreLines(string format, string input, string output)
    {
        using Peer listener = Listen("--messages", format, "--count", "1");
        Shell.Fed(System.Text.Encoding.UTF8.GetBytes(input + "\n"), "connect", _path, "--messages", format).Succeeded();
        listener.Expect(output);
        listener.ExpectSuccess();
    }

    [Fact]
    public void Command_HasTheConnection_AndItsStatusIsOurs()
    {
        using Peer listener = Listen("--", "sh", "-c", "tr a-z A-Z; printf %s $((CAUSEWAY_PROCESS > 1)); exit 5");
        Assert.Equal("HELLO1", Shell.Fed("hello"u8.ToArray(), "connect", _path).Succeeded());
        Assert.Equal(5, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void Keep_OneConnectionAfterTheOther_UntilASignal()
    {
        using Peer listener = Listen("--keep", "--", "tr", "a-z", "A-Z");
        Assert.Equal("ONE", Shell.Fed("one"u8.ToArray(), "connect", _path).Succeeded());
        Assert.Equal("TWO", Shell.Fed("two"u8.ToArray(), "connect", _path).Succeeded());
        Signals.Send(listener.Process.Id, Signal.Term);
        Assert.Equal(143, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OtherSideKilled_IsAnErrorThatSaysSo(bool messages)
    {
        string[] mode = messages ? ["--messages"] : [];
        using Peer listener = Listen(mode);
        using Peer connector = Shell.Start(["connect", _path, .. mode]);
        connector.Send("last words");
        listener.Expect("last words");
        connector.Process.Kill();
        ExpectError(listener, 2, "the peer died");
    }

    [Fact]
    public void OtherSideKilled_WhileACommandRuns_EndsItsInput_AndIsAnError()
    {
        using Peer listener = Listen("--", "cat");
        using Peer connector = Shell.Start("connect", _path);
        connector.Send("hello");
        connector.Expect("hello");
        connector.Process.Kill();
        ExpectError(listener, 125, "the peer died");
    }

    [Fact]
    public void Nobody_IsAnErrorOrATimeout()
    {
        Shell.Causeway("connect", _path).Refused(2, "ENOENT");
        Shell.Causeway("listen", _path, "--timeout", "20ms").Refused(1, "listen");
    }

    [Fact]
    public void Modes_ThatDiffer_AreRefused()
    {
        using Peer listener = Listen("--messages");
        Shell.Causeway("connect", _path).Refused(2, "--messages on both sides");
        listener.Process.Kill();
    }

    [Fact]
    public void LineThatIsNoMessage_IsAnError_AndEndsTheConnection()
    {
        using Peer listener = Listen("--messages");
        Shell.Fed("no object\n"u8.ToArray(), "connect", _path, "--messages", "--json").Refused(2, "not a JSON object");
        ExpectError(listener, 2, "aborted it");
    }

    [Fact]
    public void LineThatIsTooLong_IsAnError_InTheCommandsWords()
    {
        using Peer listener = Listen("--messages", "--ring", "4K");
        ShellCommandResult run = Shell.Fed([.. Enumerable.Repeat((byte)'x', 3000), (byte)'\n'], "connect", _path, "--messages");
        run.Refused(2, "say a larger --ring");
        Assert.DoesNotContain("SharedConnection", run.ErrorText, StringComparison.Ordinal);
        Assert.Equal(2, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void LineLongerThanAnyMessage_IsNotKept_UntilItsEnd()
    {
        using Peer listener = Listen("--messages", "--ring", "4K");
        ShellCommandResult run = Shell.Script($"head -c 200000 /dev/zero | tr '\\0' x | $CW connect {_path} --messages --ring 4K");
        run.Refused(2, "a line of more than");
        Assert.Equal(2, CommandRun.Finish(listener).Status.ExitCode);
    }

    [Fact]
    public void Interrupted_BeforeAllWasSent_IsNoEndInGoodOrder()
    {
        using Peer listener = Listen();
        using Peer connector = Shell.Start("connect", _path);
        connector.Send("the beginning");
        listener.Expect("the beginning");
        Signals.Send(connector.Process.Id, Signal.Term);
        Assert.Equal(143, CommandRun.Finish(connector).Status.ExitCode);
        ExpectError(listener, 2, "aborted it");
    }

    [Fact]
    public void Messages_ToASideThatMeasures_AreAnErrorOnBoth()
    {
        using Peer listener = Listen("--bench");
        using Peer connector = Shell.Start("connect", _path, "--messages");
        connector.Send("hello");
        Assert.Equal(2, CommandRun.Finish(connector).Status.ExitCode);
        ExpectError(listener, 2, "does not run with --bench");
    }

    [Fact]
    public void Ring_LargerThanTheOtherSideGives_IsRefusedInTheCommandsWords()
    {
        using Peer listener = Listen();
        ShellCommandResult run = Shell.Causeway("connect", _path, "--ring", "128M");
        run.Refused(2, "say a smaller --ring");
        Assert.DoesNotContain("SharedConnection", run.ErrorText, StringComparison.Ordinal);
        listener.Process.Kill();
    }

    [Fact]
    public void Bench_PrintsRoundTripsAndThroughput()
    {
        using Peer listener = Listen("--bench", "--ring", "64K");
        string[] rows = Shell.Causeway("connect", _path, "--bench", "--json").Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["round trip 64", "one way 64", "one way 1024"], rows.Select(Title));
        Assert.All(rows, row => Assert.True(JsonDocument.Parse(row).RootElement.GetProperty("perSecond").GetInt64() > 0, row));
        listener.ExpectSuccess();

        static string Title(string row)
        {
            JsonElement one = JsonDocument.Parse(row).RootElement;
            return $"{one.GetProperty("what").GetString()} {one.GetProperty("bytes").GetInt32()}";
        }
    }

    [Fact]
    public void Bench_WithASideThatDoesNotMeasure_SaysSo()
    {
        using Peer listener = Listen("--messages", "--count", "1");
        Shell.Causeway("connect", _path, "--bench").Refused(2, "does not run with --bench");
    }

    [Theory]
    [InlineData("--count counts messages", "--count", "2")]
    [InlineData("--hex is for --messages", "--hex")]
    [InlineData("--json is for --messages or --bench", "--json")]
    [InlineData("--messages and --bench exclude each other", "--messages", "--bench")]
    [InlineData("--ring 5000: a power of two", "--ring", "5000")]
    [InlineData("--ring 8G: a power of two", "--ring", "8G")]
    public void WrongUsage_IsRefused(string expected, params string[] arguments) => Shell.Causeway(["connect", _path, .. arguments]).Refused(2, expected);

    /// <summary>Waits for its end, which is this one.</summary>
    private static void ExpectError(Peer peer, int exitCode, string error)
    {
        CommandRun ended = CommandRun.Finish(peer);
        Assert.Equal(exitCode, ended.Status.ExitCode);
        Assert.Contains(error, ended.Errors, StringComparison.Ordinal);
    }

    private Peer Listen(params string[] arguments)
    {
        Peer peer = Shell.Start(["listen", _path, .. arguments]);
        Shell.AwaitBound(_path);
        return peer;
    }
}
