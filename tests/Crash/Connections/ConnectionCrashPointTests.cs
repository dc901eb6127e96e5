using System.Text.RegularExpressions;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>A process is killed, or stopped, at each crash point of a connection, as writer and as reader: the other receives what was committed and is told.</summary>
public sealed partial class ConnectionCrashPointTests : IDisposable
{
    private const int NamedRounds = 50;
    private const int StopsAmong = 4;

    /// <summary>Passed with each message; the others a few times in the life of a connection.</summary>
    private static readonly string[] s_frequent = ["ring.payload", "ring.cleared", "ring.committed", "ring.released", "ring.added"];

    private static readonly string[] s_ofWriters = ["ring.payload", "ring.cleared", "ring.committed", "ring.added"];
    private static readonly string[] s_ofReaders = ["ring.released"];

    /// <summary>Nobody can have received the message, or batch, that was interrupted there.</summary>
    private static readonly string[] s_beforeCommit = ["ring.payload", "ring.cleared", "ring.added"];

    /// <summary>All that the sources name: a new one is tested by itself, and one that is never passed fails.</summary>
    private static readonly string[] s_points =
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Causeway.Messaging"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(static path => Point().Matches(File.ReadAllText(path))).Select(static match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    private readonly TestDomain _domain = new();
    private readonly string _ledger = $"/dev/shm/causeway-crash-ledger-{Environment.ProcessId}";

    public static TheoryData<string> Points => [.. s_points];

    public void Dispose()
    {
        File.Delete(_ledger);
        _domain.Dispose();
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Victim_AtPoint_SurvivorReceivesWhatWasCommittedAndIsTold(string point)
    {
        int descriptors = OpenDescriptors.Count();
        foreach (int round in TestLoad.Choose(NamedRounds))
        {
            Random random = TestLoad.NewRandom(round);
            Scene scene = Choose(point, round, random);
            string passes = $"{point}:{1 + random.Next(Array.Exists(s_frequent, point.Equals) ? 300 : 4)}";
            if (random.Next(StopsAmong) == 0)
                Stop(scene, passes);
            else
                Kill(scene, passes, mayBeSeen: !Array.Exists(s_beforeCommit, point.Equals));
        }

        // The name that a killed listener left is the next one's.
        SharedConnectionListener.Listen(Scene.Name, new SharedConnectionOptions { Domain = _domain.Domain }).Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_domain.Path));

        // The reactor lets go of what was closed a moment later, at the first count too.
        Watchdog.Until(() => OpenDescriptors.Count() <= descriptors, () => $"{OpenDescriptors.Count()} descriptors are open, and {descriptors} were before");
    }

    private static Scene Choose(string point, int round, Random random)
    {
        bool sends = Array.Exists(s_ofWriters, point.Equals) || (!Array.Exists(s_ofReaders, point.Equals) && round % 2 == 0);
        bool both = random.Next(2) == 0;
        Scene scene = Scene.Choose(random, victimSends: sends || both, survivorSends: !sends || both, isEndless: false);
        return point switch
        {
            "ring.added" => scene with { Shape = random.Next(2) == 0 ? Shape.Batch : Shape.AwaitingBatch },
            "ring.asleep" or "ring.near" => scene.ThatSleeps(),
            _ => scene,
        };
    }

    private void Kill(Scene scene, string passes, bool mayBeSeen)
    {
        using Ledger ledger = NewLedger();
        using ConnectionSurvivor survivor = new(_domain.Domain, ledger, scene, session: 0);
        using Peer victim = Start(scene, "CAUSEWAY_CRASH_AT", passes);
        AssertKilled(victim, survivor, $"{passes}, {scene}");
        survivor.Finish();
        Tally last = ledger.VictimOf(survivor.CurrentSession - 1);
        if (!mayBeSeen && scene.IsWhole && survivor.CurrentSession > 0)
            Assert.Equal(last.Committed, ledger.SurvivorOf(survivor.CurrentSession - 1).Received);
    }

    /// <summary>One who is stopped only makes the other wait; then it goes on, and is killed.</summary>
    private void Stop(Scene scene, string passes)
    {
        using Ledger ledger = NewLedger();
        using ConnectionSurvivor survivor = new(_domain.Domain, ledger, scene, session: 0);
        using Peer victim = Start(scene, "CAUSEWAY_STOP_AT", passes);
        Watchdog.Until(() => victim.Process.HasExited || ProcessState.IsStopped(victim.Process.Id), () => passes);
        if (victim.Process.HasExited)
            AssertKilled(victim, survivor, $"{passes}, {scene}");
        int session = survivor.CurrentSession;
        Tally tally = ledger.VictimOf(session);
        if (tally.HasBegun && !tally.IsCompleting)
        {
            Watchdog.Until(() => survivor.IsOpen, () => $"{passes}, {scene}: no connection");
            Thread.Sleep(20);
            Assert.True(survivor.IsOpen, $"{passes}, {scene}: ended as the peer was stopped");
        }

        long progress = survivor.Progress;
        victim.Process.TrySendSignal(Signal.Cont);
        Watchdog.Until(() => survivor.CurrentSession > session || survivor.Progress > progress, () => $"{passes}, {scene}: after it was continued");
        victim.Process.Kill();
        victim.Process.WaitForExit();
        survivor.Finish();
    }

    private Ledger NewLedger()
    {
        File.Delete(_ledger);
        return new Ledger(_ledger);
    }

    private Peer Start(Scene scene, string variable, string point)
    {
        ChildProcessOptions options = Peer.DotnetOptions(ConnectionVictim.Live, [_domain.Path, _ledger, "0", .. scene.ToArguments()]);
        options.Environment[variable] = point;
        return Peer.Start(options);
    }

    private static void AssertKilled(Peer victim, ConnectionSurvivor survivor, string what)
    {
        ChildExitStatus status = victim.Process.WaitForExit();
        if (status.Signal == Signal.Kill)
            return;
        survivor.ThrowIfFailed();
        Assert.Fail($"{what}: {(status.ExitCode == Victim.NotReached ? "never reached" : status)}; {victim.Errors}");
    }

    [GeneratedRegex("""CrashPoint\.At\("(?<name>[^"]+)"\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Point();
}
