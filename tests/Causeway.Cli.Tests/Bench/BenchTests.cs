using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Causeway.Cli.Bench.Measuring;
using Causeway.Cli.Bench.Mechanisms;
using Causeway.Cli.Bench.Output;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Tests.Bench;

public sealed class BenchTests : IDisposable
{
    private static readonly string[] s_ways = ["C", "blocking", "async-inline", "async-pool"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-bench-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Json_OneMechanism_EveryCellHasItsFigures()
    {
        CommandRun run = CommandRun.Of("bench", "--quick", "--rounds", "2", "--only", "unix-datagram", "--json");

        Assert.True(run.Status.IsSuccess, run.Output + run.Errors);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        Assert.Equal(2, root.GetProperty("rounds").GetInt32());
        Assert.Empty(root.GetProperty("failures").EnumerateObject());
        JsonElement machine = root.GetProperty("machine");
        Assert.All((string[])["emptySyscallNs", "memcpy64KibNs"], name => Assert.True(machine.GetProperty(name).GetDouble() > 0));
        Assert.StartsWith("Linux", machine.GetProperty("kernel").GetString(), StringComparison.Ordinal);
        bool hasTwoCores = machine.GetProperty("cpus").GetArrayLength() > 1;
        string[] metrics = hasTwoCores ? ["cpu", "round-trip-same-core", "throughput", "round-trip-two-cores"] : ["cpu", "round-trip-same-core"];
        JsonElement[] cells = [.. root.GetProperty("cells").EnumerateArray()];
        Assert.Equal(metrics, cells.Select(static cell => cell.GetProperty("metric").GetString()));
        Assert.All(cells, AssertCell);
    }

    [Fact]
    public void Csv_ALineForEachWay_AndTheChartIsAPicture()
    {
        string chart = Path.Combine(_folder.FullName, "chart.svg");

        CommandRun run = CommandRun.Of("bench", "--quick", "--rounds", "2", "--only", "unix-seqpacket", "--csv", "--plot", chart);

        Assert.True(run.Status.IsSuccess, run.Output + run.Errors);
        string[] lines = run.Output.Split('\n');
        Assert.Equal(BenchCsv.Head, lines[0]);
        int columns = lines[0].Split(',').Length;
        Assert.All(lines, line => Assert.Equal(columns, line.Split(',').Length));
        Assert.Equal(s_ways, lines.Where(static line => line.Contains(",round-trip-same-core,", StringComparison.Ordinal)).Select(static line => line.Split(',')[4]));
        string[] memory = [.. lines.Where(static line => line.Contains($",{BenchCsv.Memory},", StringComparison.Ordinal))];
        Assert.Equal(s_ways[1..], memory.Select(static line => line.Split(',')[4]));

        XElement picture = XElement.Load(chart);
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(svg + "svg", picture.Name);
        Assert.True(picture.Elements(svg + "circle").Count() >= lines.Length - 1 - memory.Length, "a dot for each line of a cell");
        Assert.Contains(picture.Elements(svg + "text"), static text => text.Value.Contains("unix-seqpacket", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("posix-semaphore", "uncontended 0", "round-trip-same-core 0", "round-trip-two-cores 0")]
    [InlineData("connection-asleep", "round-trip-same-core 64", "round-trip-two-cores 64")]
    [InlineData("posix-shm", "create 4096", "open 4096", "attach 4096", "copy 4096", "copy 1048576")]
    public void Json_NoMessages_EachMetricOfTheMechanism(string mechanism, params string[] expected)
    {
        CommandRun run = CommandRun.Of("bench", "--quick", "--rounds", "1", "--only", mechanism, "--json");

        Assert.True(run.Status.IsSuccess, run.Output + run.Errors);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement[] cells = [.. document.RootElement.GetProperty("cells").EnumerateArray()];
        bool hasTwoCores = document.RootElement.GetProperty("machine").GetProperty("cpus").GetArrayLength() > 1;
        Assert.Equal(
            expected.Where(one => hasTwoCores || !one.Contains("two-cores", StringComparison.Ordinal)),
            cells.Select(static cell => $"{cell.GetProperty("metric").GetString()} {cell.GetProperty("bytes").GetInt32()}"));
        Assert.All(cells, static cell => Assert.All(cell.GetProperty("ways").EnumerateArray(), static way => Assert.True(way.GetProperty("value").GetDouble() > 0)));
        Assert.All(cells.Where(static cell => cell.GetProperty("metric").GetString() is "create" or "uncontended"), AssertWall);
        JsonElement memory = Assert.Single(document.RootElement.GetProperty("memory").EnumerateArray());
        Assert.Equal(mechanism, memory.GetProperty("mechanism").GetString());
        Assert.True(memory.GetProperty("operations").GetInt64() > 0);
    }

    [Fact]
    public void Interrupted_SaysSo_AndNothingIsLeft()
    {
        DirectoryInfo temporary = _folder.CreateSubdirectory("tmp");
        using SemaphoreSlim bound = new(0);
        using FileSystemWatcher watcher = new(temporary.FullName, "meeting") { IncludeSubdirectories = true };
        watcher.Created += (_, _) => bound.Release();
        watcher.EnableRaisingEvents = true;
        ChildProcessOptions options = new(CommandRun.Program, "bench", "--quick", "--rounds", "2", "--only", "unix-stream");
        options.Environment["TMPDIR"] = temporary.FullName;
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        using Peer bench = Peer.Start(options);
        Assert.True(bound.Wait(Watchdog.Limit), "no worker ever bound its path");
        Assert.True(bench.Process.TrySendSignal(Signal.Term));

        CommandRun run = CommandRun.Finish(bench);

        Assert.Equal(143, run.Status.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("SIGTERM ended the benchmark", run.Errors);
        Assert.Empty(temporary.EnumerateFileSystemInfos());
    }

    [Fact]
    public void NoCompiler_SaysWhatToInstall()
    {
        ChildProcessOptions options = new(CommandRun.Program, "bench", "--quick", "--only", "pipe");
        options.Environment["CC"] = "no-such-compiler";
        CommandRun run = CommandRun.Of(options);
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Contains("there is no no-such-compiler", run.Errors);
        Assert.Contains("install gcc", run.Errors);
    }

    [Fact]
    public void Connections_BatchesAndStreams_AreMeasured()
    {
        CommandRun run = CommandRun.Of("bench", "--quick", "--rounds", "1", "--only", "connection-batch", "--only", "connection-stream", "--csv");
        Assert.True(run.Status.IsSuccess, run.Errors);
        string[] expected = UsableCpus.Read() is [_] ? [] : ["connection-batch,C", "connection-batch,blocking", "connection-stream,C", "connection-stream,blocking", "connection-stream,runtime", "connection-stream,runtime-socket"];
        Assert.Equal(expected, run.Output.Split('\n').Where(static line => line.Contains(",throughput,", StringComparison.Ordinal)).Select(static line => $"{line.Split(',')[0]},{line.Split(',')[4]}"));
    }

    [Fact]
    public void OpponentMissing_NamesItsPackage_AndTheRestGoesOn()
    {
        ChildProcessOptions options = new(CommandRun.Program, "bench", "--quick", "--rounds", "1", "--only", "connection-spsc", "--only", "flock", "--csv");
        options.Environment["CXX"] = "false";
        CommandRun run = CommandRun.Of(options);
        Assert.True(run.Status.IsSuccess, run.Errors);
        // With one processor nothing between two is measured, and no opponent needed.
        if (UsableCpus.Read() is not [_])
            Assert.Contains("connection-spsc is left out: it needs libboost-dev (Debian's name): apt-get install libboost-dev", run.Errors);
        Assert.Contains("flock,cpu,", run.Output);
    }

    [Theory]
    [InlineData("boost_spsc-262144")]
    [InlineData("boost_queue")]
    [InlineData("zmq_ipc")]
    [InlineData("nng_ipc")]
    [InlineData("line")]
    [InlineData("connection_open")]
    public void Opponent_Compiles(string program)
    {
        using BaselinePrograms programs = new();
        Assert.True(File.Exists(programs.Compile(program)));
    }

    [Fact]
    public void WhoStartedAWorkerIsKilled_SoIsTheWorker()
    {
        using BaselinePrograms programs = new();
        using Peer starter = Peer.Start(new ChildProcessOptions(
            "bash", "-c", "\"$0\" \"$1\" /bin/sh -c 'echo $$; exec sleep 1000' & wait", programs.Compile("pinned"), $"{UsableCpus.Read()[0]}"));
        using ProcessWatcher worker = ProcessWatcher.Open(int.Parse(starter.ReadLine()!, CultureInfo.InvariantCulture));

        starter.Process.Kill();

        worker.WaitForExit();
    }

    [Fact]
    public void QueuesForbidden_NamesTheMechanismAndTheRemedy()
    {
        CommandRun run = CommandRun.Of(new ChildProcessOptions("bash", "-c", "ulimit -q 0; exec \"$0\" bench --quick --rounds 1 --only posix-queue", CommandRun.Program));
        Assert.Equal(1, run.Status.ExitCode);
        Assert.Contains("posix-queue: mq_open", run.Errors);
    }

    [Fact]
    public void Help_NamesEveryMechanism()
    {
        CommandRun run = CommandRun.Of("bench", "--help");
        Assert.Equal(run.Output, CommandRun.Of("help", "bench").Output);
        Assert.True(run.Status.IsSuccess);
        Assert.All(BenchCatalog.All, mechanism => Assert.Contains(mechanism.Name, run.Output));
    }

    [Theory]
    [InlineData("--rounds 0", "--rounds", "0")]
    [InlineData("--json and --csv", "--json", "--csv")]
    [InlineData("no such mechanism", "--only", "carrier-pigeon")]
    [InlineData("/no/such/folder/chart.svg", "--plot", "/no/such/folder/chart.svg")]
    public void WrongUsage_OneLineAndExitCode2(string expected, params string[] arguments)
    {
        CommandRun run = CommandRun.Of(["bench", .. arguments]);
        Assert.Equal(2, run.Status.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(expected, run.Errors);
        Assert.Equal(1, run.Errors.Count(static character => character == '\n'));
    }

    private static void AssertCell(JsonElement cell)
    {
        Assert.Equal("unix-datagram", cell.GetProperty("mechanism").GetString());
        Assert.Equal(64, cell.GetProperty("bytes").GetInt32());
        Assert.InRange(cell.GetProperty("rounds").GetInt32(), 1, 2);
        AssertEstimate(cell.GetProperty("baselineRatio"));
        JsonElement[] ways = [.. cell.GetProperty("ways").EnumerateArray()];
        bool isAlone = cell.GetProperty("metric").GetString() == "cpu";
        Assert.Equal(isAlone ? s_ways[..2] : s_ways, ways.Select(static way => way.GetProperty("way").GetString()));
        Assert.All(ways, static way => Assert.True(way.GetProperty("value").GetDouble() > 0));
        Assert.All(ways, static way => Assert.True(way.GetProperty("operations").GetInt64() > 0));
        Assert.All(ways[1..], static way => AssertEstimate(way.GetProperty("ratioToC")));

        // Two rounds are too few for any verdict about speed.
        Assert.All(ways[1..], static way => Assert.Contains(way.GetProperty("verdict").GetString(), (string?[])["inconclusive", null]));
    }

    private static void AssertWall(JsonElement cell)
    {
        JsonElement[] ways = [.. cell.GetProperty("ways").EnumerateArray()];
        Assert.All(ways, static way => Assert.True(way.GetProperty("wallNs").GetDouble() > 0));
        AssertEstimate(ways[1].GetProperty("wallRatioToC"));
    }

    private static void AssertEstimate(JsonElement estimate)
    {
        double median = estimate.GetProperty("median").GetDouble();
        Assert.True(median > 0);
        Assert.InRange(median, estimate.GetProperty("low").GetDouble(), estimate.GetProperty("high").GetDouble());
    }
}
