using System.Globalization;
using Causeway.Cli.Tour;
using Causeway.Sys;

namespace Causeway.Cli.Tests.Tour;

/// <summary>A tour that would take days is broken off while blocks are crossing.</summary>
public sealed class TourBrokenOffTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("causeway-broken-off-");
    private readonly DirectoryInfo _temporary;
    private readonly string _input;

    public TourBrokenOffTests()
    {
        _temporary = _folder.CreateSubdirectory("tmp");
        _input = Path.Combine(_folder.FullName, "input");
        using FileStream file = File.Create(_input);
        file.SetLength(1L << 40);
    }

    public static TheoryData<string> Stations => [.. Catalog.All.Select(one => one.Name)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Stations))]
    public void SecondProcessKilled_IsNamedWithItsSignal_AndNothingIsLeft(string station)
    {
        using Peer tour = StartMidWay(station);
        int[] children = ChildProcesses.Of(tour.Process.Id);
        // Nothing but these signals ends them, so that the pids are still theirs.
        Assert.NotEmpty(children);
        Assert.All(children, Kill);

        CommandRun run = CommandRun.Finish(tour);

        Assert.Equal(1, run.Status.ExitCode);
        Assert.Contains("FAILED", run.Output);
        Assert.Contains("was killed by SIGKILL", run.Output);
        AssertNothingLeft(tour.Process.Id, children);
    }

    [Theory]
    [MemberData(nameof(Stations))]
    public void Interrupted_SaysWhere_AndNothingIsLeft(string station)
    {
        using Peer tour = StartMidWay(station);
        int[] children = ChildProcesses.Of(tour.Process.Id);
        Assert.True(tour.Process.TrySendSignal(Signal.Int));

        CommandRun run = CommandRun.Finish(tour);

        Assert.Equal(130, run.Status.ExitCode);
        Assert.Contains("interrupted", run.Output);
        Assert.Contains("SIGINT ended the tour", run.Errors);
        AssertNothingLeft(tour.Process.Id, children);
    }

    [Theory]
    [MemberData(nameof(Stations))]
    public void FirstProcessKilled_TheSecondEndsAndRemovesWhatIsLeft(string station)
    {
        using Peer tour = StartMidWay(station);
        int[] children = ChildProcesses.Of(tour.Process.Id);
        SafeFileDescriptor[] ends = [.. children.Select(OpenProcess)];
        tour.Process.Kill();
        Assert.All(ends, AwaitEnd);
        AssertNoObjectLeft(tour.Process.Id, children);
    }

    /// <summary>As timeout(1) does, which signals its child and then its whole group.</summary>
    [Fact]
    public void Interrupted_TwiceAtOnce_StillEndsInOrder()
    {
        using Peer tour = StartMidWay("sysv-queue");
        int[] children = ChildProcesses.Of(tour.Process.Id);
        Assert.True(tour.Process.TrySendSignal(Signal.Term));
        Assert.True(tour.Process.TrySendSignal(Signal.Int));

        CommandRun run = CommandRun.Finish(tour);

        Assert.NotNull(run.Status.ExitCode);
        Assert.Contains("ended the tour", run.Errors);
        AssertNothingLeft(tour.Process.Id, children);
    }

    /// <summary>The first read of the input comes after the second process has arrived; the input never ends.</summary>
    private Peer StartMidWay(string station)
    {
        using SemaphoreSlim reads = new(0);
        using FileSystemWatcher watcher = new(_folder.FullName, "input") { NotifyFilter = NotifyFilters.LastAccess };
        watcher.Changed += (_, _) => reads.Release();
        watcher.EnableRaisingEvents = true;
        ChildProcessOptions options = new(CommandRun.Program, "tour", "--only", station, "--input", _input);
        options.Environment["TMPDIR"] = _temporary.FullName;
        // A killed runtime leaves the socket of its debugger's port.
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        Peer tour = Peer.Start(options);
        Assert.True(reads.Wait(Watchdog.Limit), "the tour never read its input");
        return tour;
    }

    private void AssertNothingLeft(int tour, int[] children)
    {
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}"), $"pid {child} still runs"));
        AssertNoObjectLeft(tour, children);
    }

    private void AssertNoObjectLeft(int tour, int[] children)
    {
        Assert.Empty(_temporary.EnumerateFileSystemInfos().Select(one => one.Name));
        string ours = string.Create(CultureInfo.InvariantCulture, $"-{tour}-");
        foreach (string folder in (string[])["/dev/shm", "/dev/mqueue"])
        {
            if (Directory.Exists(folder))
                Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder), path => path.Contains(ours, StringComparison.Ordinal));
        }

        // Who made a segment, and who sent to and received from a queue last.
        Assert.DoesNotContain(Rows("/proc/sysvipc/shm"), row => row[4] == Text(tour));
        Assert.DoesNotContain(Rows("/proc/sysvipc/msg"), row => row[5] == Text(tour) || children.Any(child => row[6] == Text(child)));
    }

    private static IEnumerable<string[]> Rows(string table) =>
        File.ReadLines(table).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void Kill(int processId) => Assert.Equal(0, LibC.kill(processId, Signal.Kill.Number));

    private static SafeFileDescriptor OpenProcess(int processId)
    {
        int descriptor = LibC.pidfd_open(processId, 0);
        Errno error = Errno.Last;
        return descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Create("pidfd_open", Text(processId), error);
    }

    /// <summary>A pidfd becomes readable when its process ends, whoever reaps it.</summary>
    private static unsafe void AwaitEnd(SafeFileDescriptor process)
    {
        LibC.pollfd entry = new() { fd = process.Number, events = LibC.POLLIN };
        while (LibC.poll(&entry, 1, 50_000) < 0 && Errno.Last == Errno.EINTR)
        {
        }

        process.Dispose();
        Assert.NotEqual(0, entry.revents);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
