using System.Globalization;

namespace Causeway.Tests.Semaphores;

public sealed class SysVSemaphoreSetListTests : IDisposable
{
    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly SysVSemaphoreSet _set;

    public SysVSemaphoreSetListTests() => _set = SysVSemaphoreSet.Create(_key, [1, 0, 5]);

    public void Dispose() => _set.TryDelete();

    [Fact]
    public void List_ASet_IsThereWithItsState_AsInProc()
    {
        SysVSemaphoreSetEntry entry = SysVSemaphoreSet.List().Single(entry => entry.Set == _set);

        Assert.Equal(_set.GetStatus(), entry.Status);
        Assert.Equal((_key, 3), (entry.Status.Permissions.Key, entry.Status.Count));
        string[] fields = File.ReadLines("/proc/sysvipc/sem").Select(static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(fields => fields[0] == $"{_key.Value}");
        Assert.Equal([$"{_set.Id}", "600", "3", $"{entry.Status.Permissions.UserId}"], fields[1..5]);
        Assert.Equal([$"{entry.Status.LastOperation!.Value.ToUnixTimeSeconds()}", $"{entry.Status.Changed!.Value.ToUnixTimeSeconds()}"], fields[8..10]);
        _set.Delete();
        Assert.DoesNotContain(SysVSemaphoreSet.List(), entry => entry.Set == _set);
    }

    [RootFact]
    public void List_SetOfAnotherUser_IsThereWithoutReadPermission() =>
        OtherUser.ExpectSuccess(FindUnreadable, _set.Id.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void Limits_AreThoseOfProc()
    {
        int[] settings = [.. File.ReadAllText("/proc/sys/kernel/sem").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

        var limits = SysVSemaphoreLimits.Read();

        Assert.Equal(settings, (int[])[limits.MaxPerSet, limits.MaxSemaphores, limits.MaxOperations, limits.MaxSets]);
        Assert.Equal(SysVSemaphoreSet.MaximumValue, limits.MaxValue);
        Assert.True(limits is { Sets: >= 1, Semaphores: >= 3 }, limits.ToString());
    }

    private static void FindUnreadable(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => set.GetStatus()).Errno);
        Assert.Equal(3, SysVSemaphoreSet.List().Single(entry => entry.Set == set).Status.Count);
    }
}
