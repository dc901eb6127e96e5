using System.Collections.Concurrent;
using System.Text.Json;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

public sealed class WatchEventsTests
{
    [Fact]
    public async Task WatchEvents_Json_TellsWhatComesIsOpenedIsClosedAndGoes()
    {
        List<string> files = [];
        using Peer watch = Shell.Start("watch-events", "posix-shm", "--interval", "50ms", "--json");
        using BlockingCollection<string> lines = [];
        Task<int> reader = StartReading(watch, lines);
        try
        {
            string name = "/" + Path.GetFileName(AwaitBeginning(lines, files));
            string path = "/dev/shm" + name;
            using (new FileStream(path, FileMode.Open, FileAccess.Read))
            {
                JsonElement opened = Await(lines, name, "endAppeared", "read");
                Assert.Equal((Environment.ProcessId, "descriptor", "read"), ((int)opened.Number("pid"), opened.String("form"), opened.String("access")));
                Assert.Equal(JsonValueKind.String, opened.GetProperty("time").ValueKind);
            }

            Assert.Equal(Environment.ProcessId, (int)Await(lines, name, "endGone", "read").Number("pid"));
            File.Delete(path);
            Assert.Equal("posix-shm", Await(lines, name, "objectGone").String("kind"));
        }
        finally
        {
            files.ForEach(File.Delete);
            watch.Process.TrySendSignal(Signal.Int);
        }

        await reader;
        Assert.Equal(128 + Signal.Int.Number, watch.Process.WaitForExit().ExitCode);
    }

    [Fact]
    public void WatchEvents_NobodyReadsAnyMore_EndsThoughNothingHappens()
    {
        ShellCommandResult result = Shell.Script("{ $CW watch-events timerfd --interval 100ms; echo $? >&2; } | true");

        Assert.Equal("0", result.ErrorText.Trim().Split('\n')[^1]);
    }

    [Fact]
    public async Task WatchEvents_Count_EndsAfterSoManyLines()
    {
        List<string> files = [];
        using Peer watch = Shell.Start("watch-events", "posix-shm", "--interval", "50ms", "--count", "1");
        using BlockingCollection<string> lines = [];
        Task<int> reader = StartReading(watch, lines);
        try
        {
            while (!reader.IsCompleted)
            {
                files.Add(NewFile());
                reader.Wait(TimeSpan.FromMilliseconds(100));
            }
        }
        finally
        {
            files.ForEach(File.Delete);
        }

        await reader;
        watch.ExpectSuccess();
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d\d\d (created|removed|connected|disconnected) +posix-shm:\[\d+:\d+:\d+\] /", Assert.Single(lines));
    }

    [Fact]
    public void WatchEvents_Timeout_IsTheEndOrTooEarly()
    {
        // Nothing of this kind comes by itself; were there something, it would count.
        Look.Text("watch-events", "domain", "--timeout", "50ms");
        Look.Refused(Shell.Causeway("watch-events", "domain", "--timeout", "50ms", "--count", "1000000"), 1, "less has happened than --count says");
        Look.Refused(Shell.Causeway("watch-events", "--interval", "0"), 2, "--interval 0");
        Look.Refused(Shell.Causeway("watch-events", "frob"), 2, "there is no kind 'frob'");
    }

    [Fact]
    public async Task WatchEvents_DirectoryIsRemoved_TellsWhatWasInItAndEnds()
    {
        using TestDirectory directory = new();
        string given = Directory.CreateDirectory(directory.PathOf("given")).FullName;
        using Peer watch = Shell.Start("watch-events", "fifo", "--under", given, "--interval", "1h");
        await ExpectEndWithAsync(watch, given);
    }

    /// <summary>The kernel tells that one is removed when nobody is in it any more, and here the command itself is.</summary>
    [Fact]
    public async Task WatchEvents_DirectoryIsRemovedAndHeld_EndsAtTheNextLook()
    {
        using TestDirectory directory = new();
        string given = Directory.CreateDirectory(directory.PathOf("given")).FullName;
        using Peer watch = Shell.StartIn(given, "watch-events", "fifo", "--under", ".", "--interval", "50ms");
        await ExpectEndWithAsync(watch, given);
    }

    /// <summary>Removes the directory with a FIFO in it: that the FIFO is gone is told first, then why the watch ends.</summary>
    private static async Task ExpectEndWithAsync(Peer watch, string given)
    {
        using BlockingCollection<string> lines = [];
        Task<int> reader = StartReading(watch, lines);
        string created = AwaitFifo(lines, given);
        Directory.Delete(given, recursive: true);
        await reader;
        Assert.Contains(lines, line => line.Contains(" removed ", StringComparison.Ordinal) && line.EndsWith(created[created.LastIndexOf(' ')..], StringComparison.Ordinal));
        Assert.Equal(1, watch.Process.WaitForExit().ExitCode);
        Assert.EndsWith($"there is no directory {given} any more: it was removed, renamed or unmounted while it was watched\n", watch.Errors, StringComparison.Ordinal);
    }

    /// <summary>Makes one after the other until one is told of: it was made after the first look.</summary>
    private static string AwaitFifo(BlockingCollection<string> lines, string directory)
    {
        string? told = null;
        Watchdog.Until(
            () =>
            {
                Fifo.Create($"{directory}/{Guid.NewGuid():N}");
                return lines.TryTake(out told, TimeSpan.FromMilliseconds(20));
            },
            () => $"no FIFO in {directory} is told of");
        return told!;
    }

    /// <summary>Makes one after the other until one is told of: it was made after the first look.</summary>
    private static string AwaitBeginning(BlockingCollection<string> lines, List<string> files)
    {
        for (;;)
        {
            files.Add(NewFile());
            while (lines.TryTake(out string? line, TimeSpan.FromMilliseconds(200)))
            {
                JsonElement one = JsonDocument.Parse(line).RootElement;
                if (one.String("event") == "objectAppeared" && files.Find(file => file == "/dev/shm" + one.String("name")) is { } file)
                    return file;
            }
        }
    }

    private static string NewFile()
    {
        string path = $"/dev/shm/causeway-watched-{Guid.NewGuid():N}";
        File.WriteAllText(path, "x");
        return path;
    }

    /// <summary>The change; of an end, of this access: who made the file had it open to write, and that may have been seen too.</summary>
    private static JsonElement Await(BlockingCollection<string> lines, string name, string change, string? access = null)
    {
        while (lines.TryTake(out string? line, Watchdog.Limit))
        {
            JsonElement one = JsonDocument.Parse(line).RootElement;
            if (one.String("name") == name && one.String("event") == change && (access is null || one.String("access") == access))
                return one;
        }

        throw new InvalidOperationException($"{change} of {name} was never told");
    }

    /// <summary>On a thread of its own.</summary>
    private static Task<int> StartReading(Peer watch, BlockingCollection<string> lines) =>
        Task.Factory.StartNew(() => ReadAll(watch, lines), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static int ReadAll(Peer watch, BlockingCollection<string> lines)
    {
        while (watch.ReadLine() is { } line)
            lines.Add(line);
        lines.CompleteAdding();
        return lines.Count;
    }
}
