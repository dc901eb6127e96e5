using System.Globalization;

namespace Causeway.Tests.Semaphores;

/// <summary>Who creates, and what the others see: 50 processes at once, creators that die, sets that vanish.</summary>
public sealed class SysVSemaphoreCreationTests
{
    private const int Processes = 50;

    /// <summary>A process of .NET starts in a tenth of a second: in the short run most are C's, by the same convention.</summary>
    private static readonly int s_dotnetProcesses = TestLoad.IsLong ? Processes : 8;

    [Fact]
    public void OpenOrCreate_FiftyProcessesAtOnce_OneCreates_AllSeeItsValues()
    {
        SysVSemaphoreSet gate = SysVSemaphoreSet.Create(SysVKey.Private, [1]);
        Peer[] peers = [];
        try
        {
            string id = gate.Id.ToString(CultureInfo.InvariantCulture);
            int inC = Processes - s_dotnetProcesses;
            Peer[] c = inC == 0 ? [] : [Peer.StartC("sysv_sem_race", id, inC.ToString(CultureInfo.InvariantCulture))];
            peers = [.. c, .. Enumerable.Range(1, s_dotnetProcesses).Select(number => Peer.StartDotnet(Race, id, number.ToString(CultureInfo.InvariantCulture)))];
            for (int round = 0; round < TestLoad.Rounds(200); round++)
                RaceOnce(gate, c, peers[c.Length..]);
            foreach (Peer peer in peers)
            {
                peer.CloseInput();
                peer.ExpectSuccess();
            }
        }
        finally
        {
            foreach (Peer peer in peers)
                peer.Dispose();
            gate.Delete();
        }
    }

    [Fact]
    public void OpenOrCreate_CreatorDied_DoesNotHangWithoutTimeoutOrToken()
    {
        using Peer peer = Peer.StartDotnet(MeetAbandonedSet);
        peer.ExpectSuccess();
    }

    [Fact]
    public void OpenOrCreate_UnfinishedSetRemovedMeanwhile_CreatesItAfterAll()
    {
        SysVKey key = SysVTestKey.Next();
        SysVSemaphoreSet abandoned = Abandon(key);
        Task<SysVSemaphoreSet> opening = Task.Run(() => SysVSemaphoreSet.OpenOrCreate(key, [7], timeout: Timeout.InfiniteTimeSpan));
        Thread.SpinWait(100_000);
        abandoned.Delete();

        SysVSemaphoreSet created = opening.GetAwaiter().GetResult();

        Assert.NotEqual(abandoned, created);
        Assert.Equal([7], created.GetValues());
        created.Delete();
    }

    private static void RaceOnce(SysVSemaphoreSet gate, Peer[] c, Peer[] dotnet)
    {
        SysVKey key = SysVTestKey.Next();
        gate.SetValue(0, 1);
        foreach (Peer peer in (Peer[])[.. c, .. dotnet])
            peer.Send(key.Value.ToString(CultureInfo.InvariantCulture));
        Assert.True(SpinWait.SpinUntil(() => gate.GetZeroWaiters(0) == Processes, TimeSpan.FromSeconds(60)), "not all came to the gate");
        gate.SetValue(0, 0);

        // Each says: own number, the set, the creator's number in it, the second value.
        string[][] answers =
        [
            .. Enumerable.Range(0, Processes - dotnet.Length).Select(_ => c[0].ReadLine()!.Split(' ')),
            .. dotnet.Select(peer => (peer.ReadLine() ?? throw new InvalidOperationException(peer.Errors)).Split(' ')),
        ];
        SysVSemaphoreSet.Delete(key);
        Assert.Single(answers, answer => answer[0] == answer[2]);
        Assert.Single(answers.Select(answer => $"{answer[1]} {answer[2]} {answer[3]}").Distinct());
        Assert.Equal("9", answers[0][3]);
    }

    private static void Race(string[] arguments)
    {
        var gate = new SysVSemaphoreSet(int.Parse(arguments[0], CultureInfo.InvariantCulture));
        ushort number = ushort.Parse(arguments[1], CultureInfo.InvariantCulture);
        while (Console.In.ReadLine() is { } line)
        {
            var key = new SysVKey(int.Parse(line, CultureInfo.InvariantCulture));
            gate.Operate([SysVSemaphoreOperation.WaitForZero(0)]);
            SysVSemaphoreSet set = SysVSemaphoreSet.OpenOrCreate(key, [number, 9]);
            ushort[] values = set.GetValues();
            Console.WriteLine($"{number} {set.Id} {values[0]} {values[1]}");
        }
    }

    /// <summary>A set whose creator has died between creating it and giving it values.</summary>
    private static SysVSemaphoreSet Abandon(SysVKey key)
    {
        using Peer creator = Peer.StartC("sysv_sem", "create", key.Value.ToString(CultureInfo.InvariantCulture), "1");
        var set = new SysVSemaphoreSet(int.Parse(creator.ReadLine()!, CultureInfo.InvariantCulture));
        creator.Send("die");
        creator.Process.WaitForExit();
        return set;
    }

    private static void MeetAbandonedSet(string[] arguments)
    {
        // Ten seconds for everybody else.
        SysVSemaphoreSet.CreatorPatience = TimeSpan.FromMilliseconds(20);
        SysVKey key = SysVTestKey.Next();
        SysVSemaphoreSet abandoned = Abandon(key);

        var failure = Assert.Throws<TimeoutException>(() => SysVSemaphoreSet.OpenOrCreate(key, [7]));

        Assert.Contains($"if that process died, remove the set (ipcrm -s {abandoned.Id})", failure.Message, StringComparison.Ordinal);
        SysVSemaphoreSet found = SysVSemaphoreSet.Open(key);
        Assert.Equal(abandoned, found);
        found.Delete();
        SysVSemaphoreSet created = SysVSemaphoreSet.OpenOrCreate(key, [7]);

        // Another that also met the abandoned one removes that and not this.
        Assert.False(abandoned.TryDelete());
        Assert.Equal([7], created.GetValues());
        created.Delete();
    }
}
