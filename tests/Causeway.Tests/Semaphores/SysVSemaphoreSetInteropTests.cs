using System.Globalization;

namespace Causeway.Tests.Semaphores;

/// <summary>The same set from C (tests/Peers/sysv_sem.c), from a second .NET process and from another user.</summary>
public sealed class SysVSemaphoreSetInteropTests : IDisposable
{
    private readonly SysVSemaphoreSet _set = SysVSemaphoreSet.Create(SysVKey.Private, [1, 0, 5]);

    public void Dispose() => _set.TryDelete();

    private string Id => _set.Id.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void BothSides_SeeTheSameValuesWaitersAndLastProcess()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        Say(peer, "get 2", "5 other 0 0");
        Say(peer, "op 0 -1 n", "done");
        Say(peer, "op 0 -1 n", "EAGAIN");
        Say(peer, "get 0", "0 mine 0 0");

        Assert.False(_set.TryOperate([SysVSemaphoreOperation.Take(0)]));
        Assert.Equal((0, peer.Process.Id), (_set.GetValue(0), _set.GetLastProcessId(0)));
    }

    [Fact]
    public void BlockedInC_GivenHere_GoesOn()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        peer.Send("op 1 -2");
        Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(1) == 1, Watchdog.Limit));

        _set.Operate([SysVSemaphoreOperation.Add(1, 2)]);

        peer.Expect("done");
        Assert.Equal(0, _set.GetValue(1));
    }

    [Fact]
    public async Task BlockedHere_GivenInC_GoesOn()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1, 2) }).AsTask();
        Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(1) == 1, Watchdog.Limit));

        Say(peer, "op 1 2", "done");

        await taking;
        Assert.Equal(0, _set.GetValue(1));
    }

    [Fact]
    public async Task RemovedInC_WaitedForHere_IsEidrm()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1) }).AsTask();
        Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(1) == 1, Watchdog.Limit));

        Say(peer, "remove", "removed");

        Assert.Equal(Errno.EIDRM, (await Assert.ThrowsAsync<SyscallException>(() => taking)).Errno);
    }

    [Fact]
    public void Undo_InCKilled_IsGivenBack()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        Say(peer, "op 2 -2 u", "done");
        Say(peer, "op 1 4 u", "done");
        Assert.Equal([1, 4, 3], _set.GetValues());
        _set.Operate([SysVSemaphoreOperation.Take(1, 3)]);

        peer.Send("die");
        peer.Process.WaitForExit();

        // What would fall below zero stops there.
        Assert.Equal([1, 0, 5], _set.GetValues());
        Assert.Equal(peer.Process.Id, _set.GetLastProcessId(2));
    }

    [Fact]
    public void Undo_InASecondDotnetProcessKilled_IsGivenBack_UnlessTheValueWasSet()
    {
        using Peer peer = Peer.StartDotnet(TakeWithUndo, Id);
        peer.Expect("taken");
        Assert.Equal([0, 0, 0], _set.GetValues());
        _set.SetValue(2, 7);

        peer.Process.Kill();
        peer.Process.WaitForExit();

        Assert.Equal([1, 0, 7], _set.GetValues());
    }

    [Fact]
    public async Task OpenOrCreate_CreatedInCWithoutValues_WaitsForItsFirstOperation()
    {
        SysVKey key = SysVTestKey.Next();
        using Peer peer = Peer.StartC("sysv_sem", "create", key.Value.ToString(CultureInfo.InvariantCulture), "1");
        var created = new SysVSemaphoreSet(int.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture));
        try
        {
            Assert.Null(created.GetStatus().LastOperation);
            TimeoutException unfinished = Assert.Throws<TimeoutException>(() => SysVSemaphoreSet.OpenOrCreate(key, [9], timeout: TimeSpan.FromMilliseconds(20)));
            Assert.Contains("its creator has not finished it", unfinished.Message, StringComparison.Ordinal);
            using var source = new CancellationTokenSource();
            await source.CancelAsync();
            Assert.Throws<OperationCanceledException>(() => created.WaitUntilInitialized(timeout: null, source.Token));
            Task<SysVSemaphoreSet> opening = Task.Run(() => SysVSemaphoreSet.OpenOrCreate(key, [9]));

            Say(peer, "set 0 3", "set");
            Assert.False(opening.IsCompleted);
            Say(peer, "op 0 1", "done");

            Assert.Equal(created, await opening);
            Assert.Equal([4], created.GetValues());
        }
        finally
        {
            created.TryDelete();
        }
    }

    [Fact]
    public void PingPong_WithASecondDotnetProcess_TenThousandRounds()
    {
        _set.SetValues([0, 0, 0]);
        using Peer peer = Peer.StartDotnet(Pong, Id);
        for (int round = 0; round < 10_000; round++)
        {
            _set.Operate([SysVSemaphoreOperation.Add(0)]);
            _set.Operate([SysVSemaphoreOperation.Take(1)]);
        }

        peer.ExpectSuccess();
        Assert.Equal([0, 0, 10_000], _set.GetValues());
    }

    [RootFact]
    public void OtherUser_SetOfTheOwnerAlone_IsRefusedEverything()
    {
        SysVKey key = SysVTestKey.Next();
        SysVSemaphoreSet set = SysVSemaphoreSet.Create(key, [1]);
        try
        {
            OtherUser.ExpectSuccess(BeRefused, key.Value.ToString(CultureInfo.InvariantCulture), set.Id.ToString(CultureInfo.InvariantCulture));
            Assert.Equal([1], set.GetValues());
        }
        finally
        {
            set.TryDelete();
        }
    }

    private static void TakeWithUndo(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        set.Operate([SysVSemaphoreOperation.Take(0, undo: true), SysVSemaphoreOperation.Take(2, 5, undo: true)]);
        Console.WriteLine("taken");
        Console.In.ReadLine();
    }

    private static void Pong(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        for (int round = 0; round < 10_000; round++)
        {
            set.Operate([SysVSemaphoreOperation.Take(0)]);
            set.Operate([SysVSemaphoreOperation.Add(1), SysVSemaphoreOperation.Add(2)]);
        }
    }

    private static void BeRefused(string[] arguments)
    {
        var key = new SysVKey(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        var set = new SysVSemaphoreSet(int.Parse(arguments[1], CultureInfo.InvariantCulture));
        Assert.Throws<UnauthorizedAccessException>(() => SysVSemaphoreSet.Open(key));
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => set.TryOperate([SysVSemaphoreOperation.Add(0)])).Errno);
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => set.GetValues()).Errno);
        Assert.Equal(Errno.EACCES, Assert.Throws<SyscallException>(() => set.SetValue(0, 1)).Errno);
        Assert.Equal(Errno.EPERM, Assert.Throws<SyscallException>(set.Delete).Errno);
    }

    private static void Say(Peer peer, string command, string answer)
    {
        peer.Send(command);
        peer.Expect(answer);
    }
}
