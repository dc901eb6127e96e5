namespace Causeway.Tests.Futexes;

/// <summary>The same word from C (tests/Peers/file_futex.c), at another address.</summary>
public sealed class FutexInteropTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), KernelName.Next()[1..]);
    private readonly MemoryMapping _mapping;

    public FutexInteropTests() => _mapping = MemoryMapping.CreateFile(_path, 4096);

    public void Dispose()
    {
        _mapping.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void Wake_WaiterInC_SeesTheChange()
    {
        var futex = new Futex(_mapping, 128);
        using Peer peer = Peer.StartC("file_futex", "wait", _path, "128", "0");
        peer.Expect("waiting");

        Volatile.Write(ref futex.Word, 7);
        futex.Wake();

        peer.Expect("woken by 7");
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task Wait_WokenInC_SeesTheChange()
    {
        var futex = new Futex(_mapping, 128);
        Task waiter = Task.Factory.StartNew(() =>
        {
            while (Volatile.Read(ref futex.Word) == 0)
                futex.Wait(0, TimeSpan.FromHours(1));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using Peer peer = Peer.StartC("file_futex", "wake", _path, "128", "9");

        await waiter;

        Assert.Equal(9, futex.Word);
        Assert.Contains(peer.ReadLine(), (string?[])["0", "1"]);
        peer.ExpectSuccess();
    }

    [Fact]
    public void WakeBitset_WaiterInC_WakesForItsBitsAlone()
    {
        var futex = new Futex(_mapping, 256);
        using Peer peer = Peer.StartC("file_futex", "wait-bits", _path, "256", "0", "2");
        peer.Expect("waiting");

        // Nobody, until it sleeps; then it alone, and not for another bit.
        while (futex.WakeBitset(2) == 0)
            Assert.Equal(0, futex.WakeBitset(5));

        peer.Expect("woken");
        peer.ExpectSuccess();
    }

    [Fact]
    public void TryRequeue_WaiterInC_IsWokenAtTheOtherWord()
    {
        var from = new Futex(_mapping, 256);
        var to = new Futex(_mapping, 512);
        using Peer peer = Peer.StartC("file_futex", "wait-bits", _path, "256", "0", "0xffffffff");
        peer.Expect("waiting");
        Assert.False(from.TryRequeue(1, to, out _));
        int moved;
        do
            Assert.True(from.TryRequeue(0, to, out moved, wakeCount: 0));
        while (moved == 0);

        Assert.Equal(0, from.WakeAll());
        Assert.Equal(1, to.Wake());
        peer.Expect("woken");
        peer.ExpectSuccess();
    }

    [WaitvFact]
    public void Wake_WaiterForAnyInC_SeesTheChange()
    {
        var second = new Futex(_mapping, 512);
        using Peer peer = Peer.StartC("file_futex", "wait-any", _path, "256", "512");
        peer.Expect("waiting");

        Volatile.Write(ref second.Word, 3);
        second.Wake();

        peer.Expect("woken by 0 and 3");
        peer.ExpectSuccess();
    }

    [Fact]
    public async Task WaitAny_WokenInC_SaysWhich()
    {
        Futex[] futexes = [new(_mapping, 256), new(_mapping, 512)];
        Task<int> pending = Futex.WaitAnyAsync(futexes.Select(futex => new FutexWait(futex, 0))).AsTask();
        using Peer peer = Peer.StartC("file_futex", "wake", _path, "512", "9");

        Assert.Equal(1, await pending);
        Assert.Contains(peer.ReadLine(), (string?[])["0", "1"]);
        peer.ExpectSuccess();
    }
}
