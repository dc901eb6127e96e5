using System.Text.Json;

namespace Causeway.Cli.Tests.Commands;

/// <summary>What list and stat say of the kinds that have no verbs of their own.</summary>
public sealed class NamedStateTests : IDisposable
{
    private static readonly string s_self = NamedShell.Text(Environment.ProcessId);

    private readonly NamedShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task ReaderWriterLock_WhoIsIn_IsShown()
    {
        using NamedReaderWriterLock table = NamedReaderWriterLock.Create("t", domain: _shell.Domain);
        Assert.Equal("free", State());
        NamedReadScope first = table.EnterRead(), second = table.EnterRead();
        NamedUpgradeableReadScope upgradeable = table.EnterUpgradeableRead();
        Assert.Equal(($"{s_self} may upgrade, 2 readers", "upgradeable, 2 readers"), (State(), Holds()));
        JsonElement stat = _shell.Stat("named", "t");
        Assert.Equal((2, 0, Environment.ProcessId, false), (Number(stat, "readers"), Number(stat, "readersDead"), Number(stat, "upgradeable"), stat.GetProperty("upgrading").GetBoolean()));
        Assert.Equal((JsonValueKind.Null, false, "writers"), (stat.GetProperty("writer").ValueKind, stat.GetProperty("lastWriterDied").GetBoolean(), stat.GetProperty("preference").GetString()));

        first.Dispose();
        ValueTask<NamedWriteScope> upgrade = upgradeable.UpgradeAsync();
        Assert.Equal(($"{s_self} waits to write, 1 reader", "upgrading, reader"), (State(), Holds()));
        second.Dispose();
        NamedWriteScope writing = await upgrade;
        Assert.Equal(($"{s_self} writes", "writer, upgradeable"), (State(), Holds()));
        Assert.Equal(Environment.ProcessId, Number(_shell.Stat("named", "t"), "writer"));
        await writing.DisposeAsync();
        await upgradeable.DisposeAsync();
        Assert.Equal("free", State());

        string State() => NamedStateTests.StateOf(Assert.Single(_shell.Lines("list", "rwlock")));
        string? Holds() => HoldsOf(_shell.Stat("named", "t"));
    }

    [Fact]
    public void ReaderWriterLock_HolderKilled_DeathIsShown()
    {
        NamedReaderWriterLock.Create("t", NamedReaderWriterPreference.Readers, _shell.Domain).Dispose();
        int writer = Kill(Write, "t");
        Assert.Equal($"writer {NamedShell.Text(writer)} died", StateOf(Assert.Single(_shell.Lines("list"))));
        JsonElement stat = _shell.Stat("named", "t");
        Assert.Equal((writer, false, true, "readers"), (Number(stat, "writer"), stat.GetProperty("writerAlive").GetBoolean(), stat.GetProperty("lastWriterDied").GetBoolean(), stat.GetProperty("preference").GetString()));
        using (NamedReaderWriterLock table = NamedReaderWriterLock.OpenExisting("t", _shell.Domain))
        using (NamedWriteScope writing = table.EnterWrite())
            Assert.True(writing.PreviousOwnerDied);
        Assert.Equal("free", StateOf(Assert.Single(_shell.Lines("list"))));

        int reader = Kill(Read, "t");
        JsonElement left = _shell.Stat("named", "t");
        Assert.Equal((1, 1), (Number(left, "readers"), Number(left, "readersDead")));
        Assert.Contains($"{NamedShell.Text(reader)} (reader)", Assert.Single(_shell.Lines("gc")).GetProperty("why").GetString());
    }

    [Fact]
    public async Task Barrier_MembersAndArrivals_AreShown()
    {
        using NamedBarrier barrier = NamedBarrier.Create("b", 2, _shell.Domain);
        barrier.AddParticipants();
        Assert.Equal("0 of 2 arrived, phase 0 (modulo 32)", StateOf(Assert.Single(_shell.Lines("list", "barrier"))));
        Task<NamedBarrierPhase> arrived = barrier.SignalAndWaitAsync().AsTask();
        JsonElement stat = _shell.Stat("named", "b");
        Assert.Equal((1, 1, 1, 1, 0), (Number(stat, "members"), Number(stat, "placesLeft"), Number(stat, "arrived"), Number(stat, "missing"), Number(stat, "phaseModulo32")));
        Assert.Equal(("1 member, 1 arrived", false), (HoldsOf(stat), stat.GetProperty("memberDied").GetBoolean()));

        barrier.AddParticipants();
        barrier.SignalAndWait();
        Assert.False((await arrived).MemberDied);
        Assert.Equal("0 of 2 arrived, phase 1 (modulo 32)", StateOf(Assert.Single(_shell.Lines("list"))));
        Assert.Equal("2 members, 0 arrived", HoldsOf(_shell.Stat("named", "b")));
    }

    [Fact]
    public void Countdown_CountAndDebts_AreShown()
    {
        using NamedCountdown countdown = NamedCountdown.Create("c", 2, NamedCountdownOptions.SignalForTheDead, _shell.Domain);
        countdown.AddCount(3);
        Assert.Equal("5 missing", StateOf(Assert.Single(_shell.Lines("list", "countdown"))));
        JsonElement stat = _shell.Stat("named", "c");
        Assert.Equal((5, 2, 3, 0), (Number(stat, "count"), Number(stat, "initial"), Number(stat, "owed"), Number(stat, "owedByDead")));
        Assert.Equal(("owes 3", true, false), (HoldsOf(stat), stat.GetProperty("signalsForTheDead").GetBoolean(), stat.GetProperty("signallerDied").GetBoolean()));
        countdown.Signal(5);
        Assert.Equal("set", StateOf(Assert.Single(_shell.Lines("list"))));
    }

    [Fact]
    public void BarrierAndCountdown_ProcessKilled_DeathIsShown()
    {
        NamedBarrier.Create("b", 2, _shell.Domain).Dispose();
        NamedCountdown.Create("c", 1, NamedCountdownOptions.SignalForTheDead, _shell.Domain).Dispose();
        Kill(Join, "b");
        Kill(Owe, "c");
        Assert.Equal("1 member, 0 arrived", HoldsOf(_shell.Stat("named", "b")));
        Assert.True(_shell.Stat("named", "b").GetProperty("memberDied").GetBoolean());
        JsonElement stat = _shell.Stat("named", "c");
        Assert.Equal((3, 2, "owes 2", true), (Number(stat, "count"), Number(stat, "owedByDead"), HoldsOf(stat), stat.GetProperty("signallerDied").GetBoolean()));

        // Whoever waits gives back for the dead.
        using NamedCountdown countdown = NamedCountdown.OpenExisting("c", _shell.Domain);
        countdown.Signal();
        Assert.True(countdown.WaitOne(Watchdog.Limit));
        Assert.Equal("set, a signaller died", StateOf(Assert.Single(_shell.Lines("list", "countdown"))));
    }

    private static void Write(string[] arguments) => StayWith(arguments, NamedReaderWriterLock.OpenExisting, static table => table.EnterWrite());

    private static void Read(string[] arguments) => StayWith(arguments, NamedReaderWriterLock.OpenExisting, static table => table.EnterRead());

    private static void Join(string[] arguments) => StayWith(arguments, NamedBarrier.OpenExisting, static barrier => barrier.AddParticipants());

    private static void Owe(string[] arguments) => StayWith(arguments, NamedCountdown.OpenExisting, static countdown => countdown.AddCount(2));

    private static void StayWith<T>(string[] arguments, Func<string, Domain?, T> open, Action<T> enter)
        where T : IDisposable
    {
        using T one = open(arguments[1], Domain.Open(arguments[0]));
        enter(one);
        Console.WriteLine("in");
        Console.ReadLine();
    }

    /// <summary>Has another process do something to an object, and kills it.</summary>
    /// <returns>Its process id.</returns>
    private int Kill(Action<string[]> something, string name)
    {
        using Peer peer = Peer.StartDotnet(something, _shell.Path, name);
        peer.Expect("in");
        peer.Process.Kill();
        peer.Process.WaitForExit();
        return peer.Process.Id;
    }

    private static string StateOf(JsonElement line) => line.GetProperty("state").GetString()!;

    private static int Number(JsonElement stat, string name) => stat.GetProperty(name).GetInt32();

    private static string? HoldsOf(JsonElement stat) => Assert.Single(stat.GetProperty("participants").EnumerateArray()).GetProperty("holds").GetString();
}
