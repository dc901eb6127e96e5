using System.Security.Cryptography;
using System.Text.Json;
using Causeway.Cli.Tour;

namespace Causeway.Cli.Tests.Tour;

public sealed class TourTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-tour-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Tour_DefaultInput_EveryDigestMatches()
    {
        CommandRun run = CommandRun.Of("tour");
        Assert.True(run.Status.IsSuccess, run.Output + run.Errors);
        Assert.All(Catalog.All, mechanism => Assert.Contains(mechanism.Title, run.Output));
        Assert.DoesNotContain('\e', run.Output);
        Assert.Equal("", run.Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65537)]
    [InlineData((3 * 262144) + 1)]
    public void Tour_AnySize_TheDocumentSaysWhatCrossed(int size)
    {
        byte[] content = RandomNumberGenerator.GetBytes(size);
        string path = Path.Combine(_folder.FullName, "input");
        File.WriteAllBytes(path, content);

        CommandRun run = CommandRun.Of("tour", "--json", "--input", path);

        Assert.True(run.Status.IsSuccess, run.Output + run.Errors);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(path, document.RootElement.GetProperty("input").GetString());
        Assert.Equal(0, document.RootElement.GetProperty("exitCode").GetInt32());
        JsonElement[] stations = [.. document.RootElement.GetProperty("stations").EnumerateArray()];
        Assert.Equal(Catalog.All.Select(one => one.Name), stations.Select(one => one.GetProperty("name").GetString()));
        Assert.All(stations, station => AssertMatch(station, content));
    }

    [Fact]
    public void Only_Repeated_VisitsThoseInOrder()
    {
        string last = Catalog.All[^1].Name;
        CommandRun run = CommandRun.Of("tour", "--json", "--only", last, "--only", "pipe");
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(["pipe", last], document.RootElement.GetProperty("stations").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public void Tour_QueuesForbidden_SaysSoWithTheRemedy_AndFailsUnlessSkipped()
    {
        CommandRun run = CommandRun.Of(new ChildProcessOptions("bash", "-c", "ulimit -q 0; exec \"$0\" tour --only posix-queue", CommandRun.Program));
        Assert.Equal(1, run.Status.ExitCode);
        Assert.Contains("unavailable", run.Output);
        Assert.Contains("posix-queue: mq_open", run.Output);

        CommandRun skipped = CommandRun.Of(new ChildProcessOptions("bash", "-c", "ulimit -q 0; exec \"$0\" tour --only posix-queue --skip-unavailable", CommandRun.Program));
        Assert.Equal(0, skipped.Status.ExitCode);
        Assert.Contains("unavailable", skipped.Output);
    }

    [Theory]
    [InlineData("fifo")]
    [InlineData("unix-stream")]
    [InlineData("unix-datagram")]
    [InlineData("mmap")]
    public void Tour_NoTemporaryFolder_IsUnavailableAndNamesTheFolderAndTheRemedy(string station)
    {
        string missing = Path.Combine(_folder.FullName, "missing");
        ChildProcessOptions options = new(CommandRun.Program, "tour", "--only", station);
        options.Environment["TMPDIR"] = missing;

        CommandRun run = CommandRun.Of(options);

        Assert.Equal(1, run.Status.ExitCode);
        Assert.Contains("unavailable", run.Output);
        Assert.Contains(missing, run.Output);
        Assert.Contains("in TMPDIR", run.Output);
    }

    private static void AssertMatch(JsonElement station, byte[] content)
    {
        Assert.Equal("match", station.GetProperty("verdict").GetString());
        Assert.Equal(content.Length, station.GetProperty("bytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), station.GetProperty("sha256").GetString());
        Assert.Equal(content.Length > 0, station.GetProperty("messages").GetInt64() > 0);
        Assert.Equal(content.Length == 0, station.GetProperty("megabytesPerSecond").ValueKind == JsonValueKind.Null);
        Assert.NotEmpty(station.GetProperty("mechanism").GetString()!);
        Assert.NotEmpty(station.GetProperty("foundBy").GetString()!);
        Assert.True(station.GetProperty("seconds").GetDouble() > 0);
        Assert.Contains(station.GetProperty("keepsMessages").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
        Assert.Equal(JsonValueKind.Null, station.GetProperty("reason").ValueKind);
    }
}
