using System.Globalization;
using System.Text;

namespace Causeway.Tests.Semaphores;

/// <summary>The same set from Python's sysv_ipc, util-linux and a C program that takes turns.</summary>
public sealed class SysVSemaphoreSetProgramsTests : IDisposable
{
    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly SysVSemaphoreSet _set;

    public SysVSemaphoreSetProgramsTests() => _set = SysVSemaphoreSet.Create(_key, [3, 0]);

    public void Dispose() => _set.TryDelete();

    private string Id => _set.Id.ToString(CultureInfo.InvariantCulture);

    [ProgramFact("/usr/bin/python3", "-c", "import sysv_ipc")]
    public void Python_AcquiresAndReleases_TheSameValues()
    {
        const string Script = """
            import sys, sysv_ipc
            semaphore = sysv_ipc.Semaphore(int(sys.argv[1]))
            semaphore.acquire()
            print(semaphore.value, flush=True)
            sys.stdin.readline()
            semaphore.release(2)
            print(semaphore.value, flush=True)
            sys.stdin.readline()
            """;
        using Peer peer = Peer.Start(new ChildProcessOptions("/usr/bin/python3", "-c", Script, _key.Value.ToString(CultureInfo.InvariantCulture)));
        peer.Expect("2");
        Assert.Equal((2, peer.Process.Id), (_set.GetValue(0), _set.GetLastProcessId(0)));
        peer.Send("");
        peer.Expect("4");
        Assert.Equal(4, _set.GetValue(0));
        peer.CloseInput();
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Ipcs_OfASetHere_ShowsTheSameNumbers()
    {
        using var source = new CancellationTokenSource();
        Task taking = _set.OperateAsync(new[] { SysVSemaphoreOperation.Take(1) }, source.Token).AsTask();
        Assert.True(SpinWait.SpinUntil(() => _set.GetTakeWaiters(1) == 1, Watchdog.Limit));

        using Peer ipcs = Peer.Start(new ChildProcessOptions("ipcs", "-s", "-i", Id));
        var text = new StringBuilder();
        while (ipcs.ReadLine() is { } line)
            text.Append(line).Append('\n');
        ipcs.ExpectSuccess();

        Assert.Contains("nsems = 2", text.ToString(), StringComparison.Ordinal);
        foreach (int semaphore in (int[])[0, 1])
        {
            int[] numbers = [semaphore, _set.GetValue(semaphore), _set.GetTakeWaiters(semaphore), _set.GetZeroWaiters(semaphore), _set.GetLastProcessId(semaphore)];
            Assert.Matches($"(?m)^{string.Join(@"\s+", numbers)}\\s*$", text.ToString());
        }

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking);
    }

    [Fact]
    public void Ipcmk_ItsSet_IsOpenedByIdAndGoneAfterIpcrm()
    {
        using Peer ipcmk = Peer.Start(new ChildProcessOptions("ipcmk", "-S", "2"));
        string line = ipcmk.ReadLine() ?? "";
        ipcmk.ExpectSuccess();
        var set = new SysVSemaphoreSet(int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        Assert.Null(set.GetStatus().LastOperation);
        set.Operate([SysVSemaphoreOperation.Add(1)]);
        Assert.Equal([0, 1], set.GetValues());

        using Peer ipcrm = Peer.Start(new ChildProcessOptions("ipcrm", "-s", set.Id.ToString(CultureInfo.InvariantCulture)));
        ipcrm.ExpectSuccess();
        Assert.False(set.TryDelete());
    }

    /// <summary>Event flags: waiting for one is wait-for-zero, setting it is SETVAL 0, clearing it SETVAL 1.</summary>
    [Fact]
    public void EventFlags_TurnsWithC_TenThousandRounds()
    {
        _set.SetValues([1, 1]);
        using Peer peer = Peer.StartC("sysv_sem_turns", Id, "flags", "10000");
        for (int round = 0; round < 10_000; round++)
        {
            _set.SetValue(0, 0);
            _set.Operate([SysVSemaphoreOperation.WaitForZero(1)]);
            _set.SetValue(1, 1);
        }

        peer.ExpectSuccess();
        Assert.Equal([1, 1], _set.GetValues());
    }

    /// <summary>Binary semaphores: one take of each side lets the other go on.</summary>
    [Fact]
    public void BinarySemaphores_TurnsWithC_TenThousandRounds()
    {
        _set.SetValues([0, 0]);
        using Peer peer = Peer.StartC("sysv_sem_turns", Id, "binary", "10000");
        for (int round = 0; round < 10_000; round++)
        {
            _set.Operate([SysVSemaphoreOperation.Add(0)]);
            _set.Operate([SysVSemaphoreOperation.Take(1)]);
        }

        peer.ExpectSuccess();
        Assert.Equal([0, 0], _set.GetValues());
    }
}
