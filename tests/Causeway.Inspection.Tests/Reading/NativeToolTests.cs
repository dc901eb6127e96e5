using System.Globalization;
using System.Text.Json;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Reading;

/// <summary>What the system's own tools say of the zoo in the same second.</summary>
public sealed class NativeToolTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Zoo _zoo;

    public NativeToolTests() => _zoo = new Zoo(_directory.Root);

    [Fact]
    public void Lslocks_OfTheZoo_IsASubset()
    {
        InspectionSnapshot snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.Of(IpcKind.FileLock) });
        FileLockObject file = snapshot.Objects.OfType<FileLockObject>().Single(one => one.Id.Number == _zoo["lock"][0]);
        string pid = _zoo.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (JsonElement theirs in Rows("locks", "lslocks", "-J", "-b", "-p", pid, "-o", "COMMAND,PID,TYPE,MODE,START,END,PATH"))
        {
            Assert.Equal(("zoo", file.Name), (theirs.GetProperty("command").GetString(), theirs.GetProperty("path").GetString()));
            Assert.Contains(file.Locks, ours => KindOf(ours.Kind) == theirs.GetProperty("type").GetString()
                && (ours.Mode == FileLockMode.Shared ? "READ" : "WRITE") == theirs.GetProperty("mode").GetString()
                && ours.Range.Start == theirs.GetProperty("start").GetInt64() && ours.ProcessId == _zoo.ProcessId);
        }
    }

    [ProgramFact("lsfd", "--version")]
    public void Lsfd_OfTheZoo_IsASubset()
    {
        InspectionSnapshot snapshot = Inspector.Take();
        string pids = string.Create(CultureInfo.InvariantCulture, $"{_zoo.ProcessId},{_zoo.ChildId}");
        int found = 0;
        foreach (JsonElement theirs in Rows("lsfd", "lsfd", "-J", "-p", pids, "-o", "PID,FD,MODE,TYPE,NAME,INODE"))
        {
            string name = theirs.GetProperty("name").GetString() ?? "";
            if (theirs.GetProperty("fd").ValueKind != JsonValueKind.Number)
                continue;
            bool isOurs = name.StartsWith("pipe:", StringComparison.Ordinal) || name.StartsWith("/memfd:", StringComparison.Ordinal) || theirs.GetProperty("type").GetString() == "FIFO"
                || name.Contains("zoo-mq", StringComparison.Ordinal) || name.Contains("eventfd", StringComparison.Ordinal) || name.Contains("zoo-shm", StringComparison.Ordinal);
            if (!isOurs)
                continue;
            IpcEnd end = Assert.Single(snapshot.EndsOf(snapshot.FindProcess(theirs.GetProperty("pid").GetInt32())!), one => one.Descriptor == theirs.GetProperty("fd").GetInt32());
            if (end.Object.Kind != IpcKind.EventCounter)
                Assert.Equal(theirs.GetProperty("inode").GetUInt64(), end.Object.Id.Number);
            string mode = theirs.GetProperty("mode").GetString()!;
            Assert.Equal((mode.Contains('r', StringComparison.Ordinal), mode.Contains('w', StringComparison.Ordinal)), (end.Access.HasFlag(IpcAccess.Read), end.Access.HasFlag(IpcAccess.Write)));
            found++;
        }

        Assert.True(found >= 12, $"lsfd shows {found} of the objects");
    }

    [Fact]
    public void Flock_WhoWaits_IsAtTheLock()
    {
        string path = Path.Combine(_directory.Root, "locked");
        using Peer waiter = Peer.Start(new ChildProcessOptions("flock", [path, "true"]));
        InspectionOptions options = new() { Kinds = IpcKinds.Of(IpcKind.FileLock) };
        IpcEnd[] waiting;
        do
        {
            InspectionSnapshot snapshot = Inspector.Take(options);
            waiting = [.. snapshot.EndsOf(snapshot.Objects.Single(one => one.Id.Number == _zoo["lock"][0])).Where(static end => end.Role == IpcRole.Waiter)];
        }
        while (waiting.Length == 0);
        Assert.Equal(waiter.Process.Id, Assert.Single(waiting).Process.Id);
        InspectedLock[] locks = [.. ((FileLockObject)waiting[0].Object).Locks];
        int at = Array.FindIndex(locks, static one => one.IsWaiting);
        Assert.Equal((FileLockKind.Flock, FileLockMode.Exclusive, waiter.Process.Id), (locks[at].Kind, locks[at].Mode, locks[at].ProcessId));
        Assert.Equal((FileLockKind.Flock, _zoo.ProcessId, false), (locks[at - 1].Kind, locks[at - 1].ProcessId, locks[at - 1].IsWaiting));
    }

    public void Dispose()
    {
        _zoo.Dispose();
        _directory.Dispose();
    }

    private static string KindOf(FileLockKind kind) => kind switch
    {
        FileLockKind.Flock => "FLOCK",
        FileLockKind.Posix => "POSIX",
        _ => "OFDLCK",
    };

    private static JsonElement[] Rows(string table, string program, params string[] arguments)
    {
        using Peer tool = Peer.Start(new ChildProcessOptions(program, arguments));
        string text = "";
        while (tool.ReadLine() is { } line)
            text += line;
        tool.ExpectSuccess();
        JsonElement[] rows = [.. JsonDocument.Parse(text).RootElement.GetProperty(table).EnumerateArray()];
        Assert.NotEmpty(rows);
        return rows;
    }
}
