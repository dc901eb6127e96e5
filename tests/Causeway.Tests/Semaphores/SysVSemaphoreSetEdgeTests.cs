using System.Globalization;
using Causeway.Sys;

namespace Causeway.Tests.Semaphores;

/// <summary>What the kernel's code and man pages promise in the corners, each as this library shows it.</summary>
public sealed class SysVSemaphoreSetEdgeTests : IDisposable
{
    private readonly SysVSemaphoreSet _set = SysVSemaphoreSet.Create(SysVKey.Private, [1, 0, 5]);

    public void Dispose() => _set.TryDelete();

    [Fact]
    public void SetValue_TheLargest_IsThere_AndOneMoreIsErange()
    {
        _set.SetValue(0, 32767);
        Assert.Equal(32767, _set.GetValue(0));
        SyscallException failure = Assert.Throws<SyscallException>(() => _set.TryOperate([SysVSemaphoreOperation.Add(0)]));
        Assert.Equal(("semop", Errno.ERANGE), (failure.Operation, failure.Errno));
        Assert.Contains("SEMVMX, 32767", failure.Message, StringComparison.Ordinal);
        Assert.Equal([32767, 0, 5], _set.GetValues());
    }

    [Fact]
    public void Operate_NoSuchSemaphore_SaysHowManyThereAre()
    {
        SyscallException failure = Assert.Throws<SyscallException>(() => _set.TryOperate([SysVSemaphoreOperation.Add(0), SysVSemaphoreOperation.Add(3)]));
        Assert.Equal(Errno.EFBIG, failure.Errno);
        Assert.Contains("the set has 3 semaphores", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 0, 5], _set.GetValues());
    }

    [Fact]
    public void Operate_AsManyAsTheLimitAndOneMore_NamesIt()
    {
        int limit = SysVSemaphoreLimits.Read().MaxOperations;
        SysVSemaphoreOperation[] all = [.. Enumerable.Repeat(SysVSemaphoreOperation.WaitForZero(1), limit + 1)];

        Assert.True(_set.TryOperate(all.AsSpan(1)));
        _set.Operate(all.AsSpan(1));

        foreach (SyscallException failure in (SyscallException[])[Assert.Throws<SyscallException>(() => _set.TryOperate(all)), Assert.Throws<SyscallException>(() => _set.Operate(all))])
        {
            Assert.Equal(Errno.E2BIG, failure.Errno);
            Assert.Contains($"SEMOPM is {limit} (field 3 of /proc/sys/kernel/sem)", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Operate_TheSameSemaphoreSeveralTimes_InOrder()
    {
        // Taken before it is given, it would have to wait.
        Assert.False(_set.TryOperate([SysVSemaphoreOperation.Take(1), SysVSemaphoreOperation.Add(1)]));
        Assert.True(_set.TryOperate([SysVSemaphoreOperation.Add(1), SysVSemaphoreOperation.Take(1), SysVSemaphoreOperation.WaitForZero(1), SysVSemaphoreOperation.Add(1, 2)]));
        Assert.Equal([1, 2, 5], _set.GetValues());
    }

    [Fact]
    public void Operate_Timeout_SaysWhatCouldNotBeDone_AndDidNothing()
    {
        foreach (TimeSpan timeout in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromMilliseconds(1)])
        {
            var failure = Assert.Throws<TimeoutException>(() => _set.Operate([SysVSemaphoreOperation.Take(0), SysVSemaphoreOperation.Take(1, 2, undo: true)], timeout));
            Assert.Contains("0-1 1-2u could not be done", failure.Message, StringComparison.Ordinal);
        }

        // A token beside the timeout changes nothing.
        using var source = new CancellationTokenSource();
        Assert.Throws<TimeoutException>(() => _set.Operate([SysVSemaphoreOperation.WaitForZero(0)], TimeSpan.FromMilliseconds(1), source.Token));
        Assert.Equal([1, 0, 5], _set.GetValues());
    }

    [Fact]
    public void Operate_ASignalMeanwhile_GoesOnWaiting()
    {
        Interrupter.Install();
        int thread = 0;
        Task taking = Task.Factory.StartNew(
            () =>
            {
                Volatile.Write(ref thread, LibC.gettid());
                _set.Operate([SysVSemaphoreOperation.Take(1)]);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(1) == 1, Watchdog.Limit));
            Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Interrupter.Signal.Number));
        }

        _set.Operate([SysVSemaphoreOperation.Add(1)]);
        taking.GetAwaiter().GetResult();
        Assert.Equal([1, 0, 5], _set.GetValues());
    }

    [Fact]
    public void EveryCall_SetRemoved_IsEinvalAndSaysSo()
    {
        _set.Delete();
        Assert.All(
            (Action[])[() => _set.Operate([SysVSemaphoreOperation.Add(0)]), () => _set.TryOperate([SysVSemaphoreOperation.Add(0)]), () => _set.GetValue(0), () => _set.GetValues(), () => _set.SetValue(0, 1), () => _set.SetValues([1]), () => _set.GetStatus(), () => _set.Change(), _set.Delete],
            call =>
            {
                SyscallException failure = Assert.Throws<SyscallException>(call);
                Assert.Equal(Errno.EINVAL, failure.Errno);
                Assert.Contains("the set was removed", failure.Message, StringComparison.Ordinal);
            });
        Assert.False(_set.TryDelete());
    }

    [Fact]
    public void Change_Mode_IsInTheStatus_AndAUserWithoutAPlaceIsEinval()
    {
        _set.Change(mode: UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, _set.GetStatus().Permissions.Mode);
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.Change(mode: UnixFileMode.UserExecute));

        var failure = Assert.Throws<SyscallException>(() => _set.Change(userId: uint.MaxValue));
        Assert.Equal(("semctl(IPC_SET)", Errno.EINVAL), (failure.Operation, failure.Errno));
        Assert.Contains("user namespace", failure.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public void Change_Owner_IsTheNewOwnersAndStillTheCreators()
    {
        _set.Change(userId: 65534, groupId: 65533);

        SysVPermissions permissions = _set.GetStatus().Permissions;
        Assert.Equal((65534u, 65533u, 0u), (permissions.UserId, permissions.GroupId, permissions.CreatorUserId));
        OtherUser.ExpectSuccess(UseAndRemove, _set.Id.ToString(CultureInfo.InvariantCulture));
        Assert.False(_set.TryDelete());
    }

    [RootFact]
    public void Operate_ReadPermissionAlone_WaitsForZeroAndNoMore()
    {
        _set.Change(mode: UnixFileMode.UserRead | UnixFileMode.OtherRead);
        OtherUser.ExpectSuccess(WaitForZeroOnly, _set.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal([1, 0, 5], _set.GetValues());
    }

    [RootFact]
    public void Create_LimitsReached_NamesThem()
    {
        // In a namespace of its own with limits of its own, so that nobody else is short of semaphores.
        ChildProcessOptions options = Peer.DotnetOptions(CreateUntilRefused);
        using Peer peer = Peer.Start(new ChildProcessOptions("unshare", ["-i", options.Program, .. options.Arguments]));
        peer.ExpectSuccess();
    }

    private static void CreateUntilRefused(string[] arguments)
    {
        File.WriteAllText("/proc/sys/kernel/sem", "10 20 5 3");
        SysVSemaphoreSet.Create(SysVKey.Private, new ushort[10]);
        SysVSemaphoreSet.Create(SysVKey.Private, new ushort[9]);
        Expect(Errno.ENOSPC, "SEMMNS is 20", 2);
        Expect(Errno.EINVAL, "11 semaphores are more than one set may have: SEMMSL is 10", 11);
        SysVSemaphoreSet.Create(SysVKey.Private, [0]);
        Expect(Errno.ENOSPC, "SEMMNI is 3", 1);

        static void Expect(Errno errno, string text, int count)
        {
            var failure = Assert.Throws<SyscallException>(() => SysVSemaphoreSet.Create(SysVKey.Private, new ushort[count]));
            Assert.Equal(errno, failure.Errno);
            Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        }
    }

    private static void UseAndRemove(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        set.Operate([SysVSemaphoreOperation.Take(0)]);
        set.Delete();
    }

    private static void WaitForZeroOnly(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        set.Operate([SysVSemaphoreOperation.WaitForZero(1)]);
        Assert.False(set.TryOperate([SysVSemaphoreOperation.WaitForZero(0)]));
        SyscallException failure = Assert.Throws<SyscallException>(() => set.TryOperate([SysVSemaphoreOperation.WaitForZero(1), SysVSemaphoreOperation.Add(1)]));
        Assert.Equal(Errno.EACCES, failure.Errno);
        Assert.Contains("read to wait for zero, write for the rest", failure.Message, StringComparison.Ordinal);
    }
}
