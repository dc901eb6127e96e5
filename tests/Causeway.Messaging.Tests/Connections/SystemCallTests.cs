using System.Globalization;
using Causeway.Messaging.Tests.Meeting;
using Causeway.Tests;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>As long as nobody sleeps, neither a send nor a receive makes a system call: strace(1) counts those of the thread that does it so often, and twice as often.</summary>
public sealed class SystemCallTests : IDisposable
{
    private const int Rounds = 100_000;

    /// <summary>The runtime's own calls on this one thread (it waits for a collection, it has a method compiled) differ from run to run; one in 64 messages would be eight times as many.</summary>
    private const int Few = Rounds / 64 / 8;

    /// <summary>On a busy machine the runtime's may be more for once. What a send or a receive calls is there each time.</summary>
    private const int Attempts = 5;

    /// <summary>Calls that are made to see that they are counted.</summary>
    private const int OneIn = 20;

    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [ProgramFact("strace", "-c", "-o", "/dev/null", "true")]
    public void NobodySleeps_NeitherSendNorReceiveMakesASystemCall()
    {
        List<string> more = [];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            more = [.. CallsByRound()];
            if (more.Count == 0)
                return;
        }

        Assert.Fail(string.Join("; ", more));
    }

    /// <summary>The calls that twice as many rounds make more often, with how often.</summary>
    private IEnumerable<string> CallsByRound()
    {
        Dictionary<string, long> once = Count(Rounds);
        Dictionary<string, long> twice = Count(2 * Rounds);

        Assert.True(twice["sched_yield"] - once["sched_yield"] >= Rounds / OneIn / 2, "strace does not count what is called");
        return twice.Where(call => call.Key != "sched_yield" && call.Value - once.GetValueOrDefault(call.Key) >= Few)
            .Select(call => $"{call.Key}: {once.GetValueOrDefault(call.Key)} times in {Rounds} rounds, {call.Value} in twice as many");
    }

    internal static void Work(string[] arguments)
    {
        (SharedConnection one, SharedConnection two) = SharedConnection.CreatePair(new SharedConnectionOptions { RingBytes = 4096 });
        using SharedConnection first = one;
        using SharedConnection second = two;
        byte[] message = new byte[64];
        byte[] buffer = new byte[64];
        for (int round = int.Parse(arguments[0], CultureInfo.InvariantCulture); round > 0; round--)
        {
            first.Send(message);
            second.Receive().Dispose();
            Assert.False(second.TryReceive(out _));
            first.Reserve(64).Clear();
            first.Commit();
            first.SendAsync(message).AsTask().GetAwaiter().GetResult();
            using (MessageBatch both = second.ReceiveBatch(2))
                Assert.Equal(2, both.Count);
            first.Send(message);
            first.Send(message);
            first.Send(message);
            Assert.Equal(message.Length, second.Receive(buffer));
            Assert.True(second.TryReceive(buffer, out _));
            Assert.False(second.ReceiveAsync(buffer.AsMemory()).AsTask().GetAwaiter().GetResult() == 0);
            Assert.False(second.TryReceive(buffer, out _));
            if (round % OneIn == 0)
                Thread.Yield();
        }
    }

    /// <summary>How often the first thread of a process, which does so many rounds, makes each system call.</summary>
    private Dictionary<string, long> Count(int rounds)
    {
        string table = Path.Combine(_domain.Path, ".calls");
        ChildProcessOptions dotnet = Peer.DotnetOptions(Work, rounds.ToString(CultureInfo.InvariantCulture));
        using (Peer peer = Peer.Start(new ChildProcessOptions("strace", ["-c", "-o", table, dotnet.Program, .. dotnet.Arguments])))
            peer.ExpectSuccess();

        // % time, seconds, usecs/call, calls, errors (or nothing), syscall
        return File.ReadLines(table)
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(static cells => cells.Length is 5 or 6 && cells[^1] != "total" && long.TryParse(cells[3], CultureInfo.InvariantCulture, out _))
            .ToDictionary(static cells => cells[^1], static cells => long.Parse(cells[3], CultureInfo.InvariantCulture));
    }
}
