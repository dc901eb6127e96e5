using System.Diagnostics;
using System.Globalization;
using Causeway;

namespace Crash.Tests.Connections;

/// <summary>Processes with a connection under load are killed at random moments, writers and readers, in .NET and in C: the other receives what was committed and is told.</summary>
public sealed class ConnectionKillStormTests : IDisposable
{
    /// <summary>Together 10,000. A process in C starts in a moment.</summary>
    private const int NamedKillsInC = 8000;
    private const int NamedKillsInDotnet = 1000;

    /// <summary>Of the twentieth that other loads do in a short run: a .NET process takes long to start.</summary>
    private const int ShareOfShortRun = 10;

    /// <summary>So many with the same survivor.</summary>
    private const int KillsOfScene = 25;
    private const int MostMessages = 400;

    /// <summary>Of the victims in C.</summary>
    private const int ShareOfBytes = 4;

    private readonly TestDomain _domain = new();
    private readonly string _ledgerPath = $"/dev/shm/causeway-crash-ledger-{Environment.ProcessId}";
    private TimeSpan _longest;

    public void Dispose()
    {
        File.Delete(_ledgerPath);
        _domain.Dispose();
    }

    [Fact]
    public void VictimsInC_KilledAtRandom_SurvivorReceivesWhatWasCommittedAndIsTold() => Storm(TestLoad.Rounds(NamedKillsInC), isVictimInC: true);

    [Fact]
    public void VictimsInDotnet_KilledAtRandom_SurvivorReceivesWhatWasCommittedAndIsTold() => Storm(KillsInDotnet(), isVictimInC: false);

    [Fact]
    public void VictimsInDotnet_KilledAtRandom_SurvivorInCReceivesWhatWasCommittedAndIsTold()
    {
        // First, in every run, the calls whose batch a death may leave sent in part.
        Random random = TestLoad.NewRandom();
        Shape? shape = Shape.AwaitingBatch;
        for (int left = KillsInDotnet(); left > 0; left -= KillsOfScene, shape = null)
            StormOnC(random, shape, Math.Min(left, KillsOfScene));
        AssertNothingRemains();
    }

    private static int KillsInDotnet() => TestLoad.IsLong ? NamedKillsInDotnet : Math.Max(2, TestLoad.Rounds(NamedKillsInDotnet) / ShareOfShortRun);

    private void Storm(int kills, bool isVictimInC)
    {
        int descriptors = OpenDescriptors.Count();
        Random random = TestLoad.NewRandom();
        for (int left = kills; left > 0; left -= KillsOfScene)
        {
            using Ledger ledger = NewLedger();
            Scene scene = Choose(random, !isVictimInC ? null : random.Next(ShareOfBytes) == 0 ? Shape.Stream : Shape.Blocking);
            using ConnectionSurvivor survivor = new(_domain.Domain, ledger, scene, session: 0);
            for (int i = Math.Min(left, KillsOfScene); i > 0; i--)
                KillOne(ledger, scene, survivor, random, isVictimInC);
            survivor.Finish();
        }

        AssertNothingRemains();

        // The reactor lets go of what was closed a moment later, at the first count too.
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= descriptors, Watchdog.Limit), $"{descriptors} descriptors before, and now {DescribeDescriptors()}");
        if (TestLoad.IsLong)
            Console.Error.WriteLine($"{kills} killed in {(isVictimInC ? "C" : ".NET")}; the slowest to be told: {_longest.TotalMilliseconds:F1} ms");
    }

    private void KillOne(Ledger ledger, Scene scene, ConnectionSurvivor survivor, Random random, bool isVictimInC)
    {
        int session = survivor.CurrentSession;
        using Peer victim = isVictimInC ? StartC("victim", scene, session, random) : StartDotnet(scene, session, random);
        AwaitTraffic(ledger, session, scene, random, victim, survivor.ThrowIfFailed);
        long start = Stopwatch.GetTimestamp();
        victim.Process.Kill();
        victim.Process.WaitForExit();
        Watchdog.Until(
            () =>
            {
                survivor.ThrowIfFailed();
                return survivor.CurrentSession > session;
            },
            () => $"{scene}, session {session}: the survivor is not told, {survivor.Describe()}");
        _longest = TimeSpan.FromTicks(Math.Max(_longest.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
    }

    /// <summary>A survivor in C counts its descriptors and mappings after each session: they are always as many.</summary>
    private void StormOnC(Random random, Shape? shape, int kills)
    {
        using Ledger ledger = NewLedger();
        Scene scene = Choose(random, shape);
        string? open = null;
        using Peer survivor = StartC("survivor", scene, session: 0, random);
        survivor.Expect("ready");
        for (int session = 0; session < kills; session++)
        {
            using Peer victim = StartDotnet(scene, session, random);
            AwaitTraffic(ledger, session, scene, random, victim, static () => { });
            victim.Process.Kill();
            string? said = survivor.ReadLine();
            Assert.True(said?.StartsWith("received ", StringComparison.Ordinal), $"{scene}, session {session}: the survivor says: {said}");
            open ??= said!.Split(';')[1];
            Assert.Equal(open, said!.Split(';')[1]);
        }
    }

    private static Scene Choose(Random random, Shape? shape)
    {
        int who = random.Next(3);
        return Scene.Choose(random, victimSends: who != 0, survivorSends: who != 1, isEndless: true, shape);
    }

    private static void AwaitTraffic(Ledger ledger, int session, Scene scene, Random random, Peer victim, Action check)
    {
        Tally tally = ledger.VictimOf(session);
        long most = scene.Units(random.Next(MostMessages));
        Watchdog.Until(
            () =>
            {
                check();
                Assert.False(victim.Process.HasExited, $"{scene}, session {session}: the victim has ended by itself: {(victim.Process.HasExited ? victim.Errors + victim.ReadLine() : "")}");
                return (!scene.VictimSends || tally.Committed > most) && (!scene.SurvivorSends || tally.Received > most);
            },
            () => $"{scene}, session {session}: no traffic; victim {tally}; survivor {ledger.SurvivorOf(session)}");
        Thread.SpinWait(random.Next(20_000));
    }

    private Peer StartC(string role, Scene scene, int session, Random random) => Peer.StartC(
        "connection_storm", role, scene.VictimListens == (role == "victim") ? "listen" : "connect", Path.Combine(_domain.Path, ".connection-" + Scene.Name), _ledgerPath,
        Text(session), (role == "victim" ? scene.VictimSends : scene.SurvivorSends) ? "1" : "0", Text(scene.RingBytes),
        scene.IsOfBytes ? "bytes" : scene.IsWhole ? "messages" : "parts", Text(random.Next()));

    private Peer StartDotnet(Scene scene, int session, Random random) =>
        Peer.StartDotnet(ConnectionVictim.Live, [_domain.Path, _ledgerPath, Text(session), .. (scene with { Seed = random.Next() }).ToArguments()]);

    private Ledger NewLedger()
    {
        File.Delete(_ledgerPath);
        return new Ledger(_ledgerPath);
    }

    /// <summary>The name that a killed listener left is the next one's.</summary>
    private void AssertNothingRemains()
    {
        SharedConnectionListener.Listen(Scene.Name, new SharedConnectionOptions { Domain = _domain.Domain }).Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_domain.Path));
    }

    private static string DescribeDescriptors() => string.Join(' ', Directory.EnumerateFiles("/proc/self/fd").Select(static one => new FileInfo(one).LinkTarget).Order(StringComparer.Ordinal));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
