namespace Causeway.Tests.Semaphores;

public sealed class SysVSemaphoreSetTests : IDisposable
{
    private readonly SysVSemaphoreSet _set = SysVSemaphoreSet.Create(SysVKey.Private, [1, 0, 5]);

    public void Dispose() => _set.TryDelete();

    [Fact]
    public void Create_WithValues_HasThemAndCountsAsInitialized()
    {
        Assert.Equal([1, 0, 5], _set.GetValues());
        SysVSemaphoreSetStatus status = _set.GetStatus();
        Assert.Equal((3, SysVKey.Private, UnixFileMode.UserRead | UnixFileMode.UserWrite), (status.Count, status.Permissions.Key, status.Permissions.Mode));
        Assert.NotNull(status.LastOperation);
        Assert.Equal(Environment.ProcessId, _set.GetLastProcessId(0));
        _set.WaitUntilInitialized();
    }

    [Fact]
    public void Create_TheLargestValueFirst_KeepsIt()
    {
        SysVSemaphoreSet full = SysVSemaphoreSet.Create(SysVKey.Private, [SysVSemaphoreSet.MaximumValue]);
        try
        {
            Assert.Equal([SysVSemaphoreSet.MaximumValue], full.GetValues());
            Assert.NotNull(full.GetStatus().LastOperation);
            Assert.Equal(Errno.ERANGE, Assert.Throws<SyscallException>(() => full.Operate([SysVSemaphoreOperation.Add(0)])).Errno);
        }
        finally
        {
            full.Delete();
        }
    }

    [Fact]
    public void Create_BadArguments_AreRefusedBeforeAnyCall()
    {
        SysVKey key = SysVTestKey.Next();
        Assert.Throws<ArgumentException>(() => SysVSemaphoreSet.Create(key, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSemaphoreSet.Create(key, [32768]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSemaphoreSet.Create(key, [1], UnixFileMode.UserExecute));
        Assert.Throws<ArgumentOutOfRangeException>(() => _set.SetValue(0, 32768));
        Assert.Throws<ArgumentException>(() => _set.SetValues([1]));
        Assert.Throws<ArgumentException>(() => _set.Operate([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSemaphoreOperation.Add(65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => SysVSemaphoreOperation.Take(0, 0));
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSemaphoreSet.Open(key)).Errno);
    }

    [Fact]
    public void Open_ByKey_ChecksTheCount()
    {
        SysVKey key = SysVTestKey.Next();
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(key, [1, 2]);
        try
        {
            Assert.Equal(set, SysVSemaphoreSet.Open(key, minimumCount: 1));
            Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => SysVSemaphoreSet.Open(key, minimumCount: 3)).Errno);
            Assert.Equal(Errno.EEXIST, Assert.Throws<SyscallException>(() => SysVSemaphoreSet.Create(key, [1])).Errno);
            Assert.Equal(set, SysVSemaphoreSet.OpenOrCreate(key, [9, 9]));
            Assert.Equal([1, 2], set.GetValues());
        }
        finally
        {
            SysVSemaphoreSet.Delete(key);
        }
    }

    [Fact]
    public void Create_MoreThanOneSetMayHave_NamesTheLimit()
    {
        string limit = File.ReadAllText("/proc/sys/kernel/sem").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
        var failure = Assert.Throws<SyscallException>(() => SysVSemaphoreSet.Create(SysVKey.Private, new ushort[int.Parse(limit) + 1]));
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains($"SEMMSL is {limit}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryOperate_OneOfTwoWouldWait_DoesNeither()
    {
        Assert.False(_set.TryOperate([SysVSemaphoreOperation.Take(0), SysVSemaphoreOperation.Take(1)]));
        Assert.Equal([1, 0, 5], _set.GetValues());
        Assert.True(_set.TryOperate([SysVSemaphoreOperation.Take(0), SysVSemaphoreOperation.Take(2, 2), SysVSemaphoreOperation.Add(1, 7)]));
        Assert.Equal([0, 7, 3], _set.GetValues());
    }

    [Fact]
    public void Operate_WaitForZeroThenAdd_IsAMutex()
    {
        SysVSemaphoreOperation[] enter = [SysVSemaphoreOperation.WaitForZero(1), SysVSemaphoreOperation.Add(1)];
        Assert.True(_set.TryOperate(enter));
        Assert.False(_set.TryOperate(enter));
        Assert.Equal(1, _set.GetValue(1));
    }

    [Fact]
    public void Operate_Refused_SaysWhy()
    {
        Assert.Equal(Errno.EFBIG, Assert.Throws<SyscallException>(() => _set.Operate([SysVSemaphoreOperation.Add(3)])).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _set.GetValue(3)).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _set.GetValue(-1)).Errno);
        _set.Operate([SysVSemaphoreOperation.Add(1, 32767, undo: true)]);
        _set.Operate([SysVSemaphoreOperation.Take(1, 32767)]);
        Assert.Equal(Errno.ERANGE, Assert.Throws<SyscallException>(() => _set.Operate([SysVSemaphoreOperation.Add(1, 32767, undo: true)])).Errno);
    }

    [Fact]
    public async Task Operate_NobodyGives_TimeoutAndCancelled()
    {
        Assert.Throws<TimeoutException>(() => _set.Operate([SysVSemaphoreOperation.Take(1)], TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => _set.Operate([SysVSemaphoreOperation.Take(1)], TimeSpan.FromMilliseconds(20)));
        using var source = new CancellationTokenSource();
        Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1) }, source.Token).AsTask();
        Assert.False(taking.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
        Assert.Equal(0, _set.GetTakeWaiters(1));
        Assert.Throws<OperationCanceledException>(() => _set.Operate([SysVSemaphoreOperation.Take(2)], cancellationToken: source.Token));
        Assert.Equal([1, 0, 5], _set.GetValues());
    }

    [Fact]
    public async Task OperateAsync_CancelledWhileItIsGiven_IsTakenExactlyWhenItSucceeds()
    {
        int taken = 0;
        for (int round = 0; round < 500; round++)
        {
            using var source = new CancellationTokenSource();
            Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1) }, source.Token).AsTask();
            Task giving = Task.Run(() => _set.Operate([SysVSemaphoreOperation.Add(1)]));
            Thread.SpinWait(round % 300);
            await source.CancelAsync();
            await giving;
            try
            {
                await taking;
                taken++;
            }
            catch (OperationCanceledException)
            {
                // Not taken.
            }
        }

        Assert.Equal(500 - taken, _set.GetValue(1));
    }

    [Fact]
    public async Task WaitersAreCounted_AndTheSmallerRequestOvertakes()
    {
        Task large = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1, 2) }).AsTask();
        UntilWaiting(() => _set.GetTakeWaiters(1), 1);
        Task small = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1) }).AsTask();
        UntilWaiting(() => _set.GetTakeWaiters(1), 2);
        Task zero = _set.OperateAsync(new[] { SysVSemaphoreOperation.WaitForZero(0) }).AsTask();
        UntilWaiting(() => _set.GetZeroWaiters(0), 1);

        _set.Operate([SysVSemaphoreOperation.Add(1)]);
        await small;
        Assert.False(large.IsCompleted);
        _set.SetValue(0, 0);
        await zero;
        _set.SetValues([3, 2, 1]);
        await large;
        Assert.Equal([3, 0, 1], _set.GetValues());
    }

    [Fact]
    public async Task Delete_WhileWaiting_IsEidrm()
    {
        Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1) }).AsTask();
        UntilWaiting(() => _set.GetTakeWaiters(1), 1);

        _set.Delete();

        SyscallException failure = await Assert.ThrowsAsync<SyscallException>(() => taking);
        Assert.Equal(Errno.EIDRM, failure.Errno);
        Assert.Contains("somebody removed the set", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _set.TryOperate([SysVSemaphoreOperation.Add(0)])).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(_set.Delete).Errno);
        Assert.False(default(SysVSemaphoreSet).TryDelete());
    }

    private static void UntilWaiting(Func<int> waiters, int count) => Assert.True(SpinWait.SpinUntil(() => waiters() == count, Watchdog.Limit));
}
