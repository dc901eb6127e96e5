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
}
