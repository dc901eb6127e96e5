using System.Globalization;

namespace Causeway.Tests.Semaphores;

/// <summary>What is undone, and when: at the end of the process, whichever way it ends.</summary>
public sealed class SysVSemaphoreUndoTests : IDisposable
{
    private readonly SysVSemaphoreSet _set = SysVSemaphoreSet.Create(SysVKey.Private, [1, 0, 5]);

    public void Dispose() => _set.TryDelete();

    private string Id => _set.Id.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Undo_InCThatExits_IsUndone_AndTheDeadProcessIsTheLast()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        peer.Send("op 2 -2 u");
        peer.Expect("done");
        peer.Send("op 1 5 u");
        peer.Expect("done");
        Assert.Equal([1, 5, 3], _set.GetValues());

        peer.CloseInput();
        peer.ExpectSuccess();

        Assert.Equal([1, 0, 5], _set.GetValues());
        Assert.Equal(peer.Process.Id, _set.GetLastProcessId(2));
    }

    [Fact]
    public void Undo_ThreadsOfDotnet_AreOneProcess()
    {
        using Peer peer = Peer.StartDotnet(OperateOnThreadsAsync, Id);
        peer.Expect("threads ended");

        // The threads that took are gone, and the process is not.
        Assert.Equal([0, 0, 4], _set.GetValues());

        peer.CloseInput();
        peer.ExpectSuccess();
        Assert.Equal([1, 0, 5], _set.GetValues());
    }

    [Fact]
    public void Undo_GivenBackOrSetMeanwhile_HasNothingToUndo()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        foreach (string operation in (string[])["op 0 -1 u", "op 0 1 u", "op 2 -5 u", "op 1 3 u"])
        {
            peer.Send(operation);
            peer.Expect("done");
        }

        _set.SetValues([7, 7, 7]);
        peer.Send("die");
        peer.Process.WaitForExit();

        Assert.Equal([7, 7, 7], _set.GetValues());
    }

    [Fact]
    public void Undo_BeyondTheLargestValue_StopsThere()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        peer.Send("op 2 -5 u");
        peer.Expect("done");
        _set.Operate([SysVSemaphoreOperation.Add(2, 32765)]);

        peer.Send("die");
        peer.Process.WaitForExit();

        Assert.Equal(32767, _set.GetValue(2));
    }

    [Fact]
    public void Undo_ChildOfDotnet_InheritsNone()
    {
        using Peer peer = Peer.StartDotnet(TakeAndRunChild, Id);
        peer.Expect("child ended");
        Assert.Equal(0, _set.GetValue(0));
        peer.CloseInput();
        peer.ExpectSuccess();
        Assert.Equal(1, _set.GetValue(0));
    }

    [Fact]
    public void Undo_TakerWaits_GoesOnAtTheDeath()
    {
        using Peer peer = Peer.StartC("sysv_sem", Id);
        peer.Send("op 0 -1 u");
        peer.Expect("done");
        Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(0) }).AsTask();
        Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(0) == 1, Watchdog.Limit));

        peer.Send("die");

        taking.GetAwaiter().GetResult();
        Assert.Equal(0, _set.GetValue(0));
    }

    private static async Task OperateOnThreadsAsync(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        var thread = new Thread(() => set.Operate([SysVSemaphoreOperation.Take(0, undo: true)]));
        thread.Start();
        thread.Join();
        await set.OperateAsync(new[] { SysVSemaphoreOperation.Take(2, undo: true) });
        Console.WriteLine("threads ended");
        await Console.In.ReadLineAsync();
    }

    private static void TakeAndRunChild(string[] arguments)
    {
        var set = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        set.Operate([SysVSemaphoreOperation.Take(0, undo: true)]);
        using (ChildProcess child = ChildProcess.Start(new ChildProcessOptions("true")))
            child.WaitForExit();
        Console.WriteLine("child ended");
        Console.In.ReadLine();
    }
}
