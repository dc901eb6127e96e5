using System.Diagnostics;
using System.Globalization;
using Causeway.Inspection.Waiting;
using Causeway.Tests;

namespace Causeway.Inspection.Tests.Waiting;

/// <summary>Processes of a C program that wait, each in its way (tests/Peers/waits.c). They sleep once this is made.</summary>
internal sealed class Waiters : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Dictionary<string, Waiter> _waiters = [];
    private readonly Peer _peer;

    public Waiters(string what)
    {
        _peer = Peer.StartC("waits", what, _directory.Root, Guid.NewGuid().ToString("N"));
        while (true)
        {
            string line = _peer.ReadLine() ?? throw new InvalidOperationException($"the waiters ended: {_peer.Errors}");
            if (line == "ready")
                break;
            string[] words = line.Split(' ');
            _waiters.Add(words[0], new Waiter(Number(words[1]), Number(words[2]), words[3].Split('|'), ulong.Parse(words[4], CultureInfo.InvariantCulture), Number(words[5])));
        }

        foreach (Waiter waiter in _waiters.Values)
            AwaitSleep(waiter);
    }

    /// <summary>The process that made them, and has the other ends.</summary>
    public int ProcessId => _peer.Process.Id;

    public string Directory => _directory.Root;

    public Waiter this[string label] => _waiters[label];

    public IEnumerable<Waiter> All => _waiters.Values;

    /// <summary>Its wait, in a snapshot.</summary>
    public IpcWait WaitOf(InspectionSnapshot snapshot, string label)
    {
        IpcWait wait = Assert.Single(snapshot.Waits, one => one.ThreadId == this[label].ThreadId);
        Assert.Equal(this[label].ProcessId, wait.Process.Id);
        Assert.Contains(wait.Call, this[label].Calls);
        return wait;
    }

    /// <summary>Its wait, which only the process that it said can end.</summary>
    public IpcWait Check(InspectionSnapshot snapshot, string label, string awaited, IpcKind? kind = null)
    {
        IpcWait wait = WaitOf(snapshot, label);
        Assert.Equal((label, awaited), (label, wait.Awaited));
        Assert.Equal((label, kind), (label, wait.Object?.Kind));
        int[] holders = this[label].HolderId == 0 ? [] : [this[label].HolderId];
        Assert.Equal(holders, wait.Holders.Select(static one => one.Id));
        if (this[label].Number != 0 && kind is not (null or IpcKind.Futex or IpcKind.PollSet))
            Assert.Equal((label, this[label].Number), (label, wait.Object!.Id.Number));
        return wait;
    }

    public void Dispose()
    {
        _peer.CloseInput();
        _peer.ExpectSuccess();
        _peer.Dispose();
        _directory.Dispose();
    }

    private static void AwaitSleep(Waiter waiter)
    {
        var watch = Stopwatch.StartNew();
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{waiter.ProcessId}/task/{waiter.ThreadId}/syscall");
        while (waiter.Calls is not [""] && !Sleeps(path, waiter.Calls))
        {
            Assert.True(watch.Elapsed < Watchdog.Limit, $"{waiter} did not come to sleep");
            Thread.Yield();
        }
    }

    private static bool Sleeps(string path, string[] calls) =>
        SyscallLine.TryParse(File.ReadAllBytes(path), out SyscallLine line) && WaitCall.Find(line.Number) is { } call && calls.Contains(call.Name);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What the program said of one.</summary>
    internal sealed record Waiter(int ProcessId, int ThreadId, string[] Calls, ulong Number, int HolderId);
}
