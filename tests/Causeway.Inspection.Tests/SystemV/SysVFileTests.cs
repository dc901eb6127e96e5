using System.Globalization;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.SystemV;

/// <summary>All columns of /proc/sysvipc, which ipcs(1) shows, for objects of a C program.</summary>
public sealed class SysVFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Zoo _zoo;
    private readonly InspectionSnapshot _snapshot;

    public SysVFileTests()
    {
        _zoo = new Zoo(_directory.Root);
        _snapshot = Inspector.Take(new InspectionOptions { Kinds = IpcKinds.SysV });
    }

    [Fact]
    public void Take_SysVObjects_AreAsTheKernelListsThem()
    {
        Dictionary<string, long> row = Row("msg", "msqid");
        SysVQueueObject queue = _snapshot.Objects.OfType<SysVQueueObject>().Single(one => one.Id.Number == _zoo["msg"][0]);
        AssertCommon(row, queue);
        Assert.Equal(
            (row["cbytes"], row["qnum"], row["lspid"], row["lrpid"], row["stime"], row["rtime"]),
            (queue.Bytes, queue.Messages, queue.LastSenderProcessId, queue.LastReceiverProcessId, Seconds(queue.LastSend), Seconds(queue.LastReceive)));

        row = Row("shm", "shmid");
        SysVSegmentObject segment = _snapshot.Objects.OfType<SysVSegmentObject>().Single(one => one.Id.Number == _zoo["shm"][0]);
        AssertCommon(row, segment);
        Assert.Equal(
            (row["size"], (long?)row["rss"], (long?)row["swap"], row["nattch"], row["cpid"], row["lpid"], row["atime"], row["dtime"]),
            (segment.Bytes, segment.ResidentBytes, segment.SwappedBytes, segment.AttachCount, segment.CreatorProcessId, segment.LastProcessId, Seconds(segment.LastAttach), Seconds(segment.LastDetach)));

        row = Row("sem", "semid");
        SysVSemaphoresObject set = _snapshot.Objects.OfType<SysVSemaphoresObject>().Single(one => one.Id.Number == _zoo["sem"][0]);
        AssertCommon(row, set);
        Assert.Equal((row["nsems"], row["otime"]), (set.Count, Seconds(set.LastOperation)));
    }

    public void Dispose()
    {
        _zoo.Dispose();
        _directory.Dispose();
    }

    private static void AssertCommon(Dictionary<string, long> row, SysVObject one)
    {
        SysVPermissions permissions = one.Permissions;
        long[] expected = [row["key"], row["perms"] & 511, row["uid"], row["gid"], row["cuid"], row["cgid"], row["ctime"]];
        long[] actual = [permissions.Key.Value, (long)one.Mode!, one.UserId!.Value, permissions.GroupId, permissions.CreatorUserId, permissions.CreatorGroupId, Seconds(one.Changed)];
        Assert.Equal(expected, actual);
    }

    private static long Seconds(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;

    private Dictionary<string, long> Row(string file, string idColumn)
    {
        string[][] lines = [.. File.ReadLines("/proc/sysvipc/" + file).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        int column = Array.IndexOf(lines[0], idColumn);
        string[] row = lines[1..].Single(line => ulong.Parse(line[column], CultureInfo.InvariantCulture) == _zoo[file][0]);
        return lines[0].Zip(row).ToDictionary(static pair => pair.First, static pair => pair.First == "perms" ? Convert.ToInt64(pair.Second, 8) : long.Parse(pair.Second, CultureInfo.InvariantCulture));
    }
}
