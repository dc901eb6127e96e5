using System.Globalization;

namespace Causeway.Tests.FileLocks;

/// <summary>tests/Peers/file_lock.c on a file: a line for a line.</summary>
internal sealed class LockingPeer(string path) : IDisposable
{
    private readonly Peer _peer = Peer.StartC("file_lock", path);

    public int ProcessId => _peer.Process.Id;

    public void Say(string command, string answer = "done")
    {
        _peer.Send(command);
        _peer.Expect(answer);
    }

    /// <summary>Says something that is answered later, by <see cref="Expect"/>.</summary>
    public void Begin(string command) => _peer.Send(command);

    public void Expect(string answer = "done") => _peer.Expect(answer);

    public int Number(string command)
    {
        _peer.Send(command);
        return int.Parse(_peer.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Kill()
    {
        _peer.Process.Kill();
        _peer.Process.WaitForExit();
    }

    public void Dispose() => _peer.Dispose();

    /// <summary>Returns when somebody waits for a lock of the file, and is known: the kernel lists who waits before the thread sleeps.</summary>
    public static void AwaitWaiter(string path, int count = 1) =>
        Assert.True(SpinWait.SpinUntil(() => Causeway.FileLocks.ListOf(path).Sum(one => one.Waiters.Count(waiter => waiter.ProcessIds.Count > 0)) >= count, Watchdog.Limit), "nobody came to wait");
}
