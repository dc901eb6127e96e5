using System.Globalization;
using Causeway.Domains;

namespace Causeway.Tests.Domains;

/// <summary>Fifty processes that live for all rounds create-or-open, delete and create anew one object at once (tests/Peers/named_race.c and this assembly).</summary>
public sealed class DomainRaceTests : IDisposable
{
    private const int Processes = 50;
    private const int Rounds = 2000;
    private const int FreeRounds = 1 << 20;
    private const int FreeTurns = 20;
    private const string Raced = "raced";

    private readonly TestDomain _domain = new();
    private readonly string _gate = KernelName.Next();

    public void Dispose()
    {
        PosixSharedMemory.TryDelete(_gate);
        _domain.Dispose();
    }

    [Fact]
    public void FiftyProcesses_OpenOrCreate_Delete_Recreate_OneMakesIt_AllHaveIt_OneDeletesIt()
    {
        int dotnet = TestLoad.IsLong ? Processes / 2 : 4;
        using PosixSharedMemory memory = PosixSharedMemory.Create(_gate, 4096);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        RaceGate gate = new(mapping);
        using Peer c = Peer.StartC("named_race", _gate, _domain.Path, (Processes - dotnet).ToString(CultureInfo.InvariantCulture));
        Peer[] peers = [.. Enumerable.Range(0, dotnet).Select(_ => Peer.StartDotnet(RaceInPeer, _gate, _domain.Path))];
        try
        {
            gate.Ready.AwaitAtLeast(Processes);
            int rounds = TestLoad.Rounds(Rounds);
            for (int round = 1; round <= rounds; round++)
            {
                gate.Id = 0;
                RunAll(gate, 2 * round);
                Assert.Equal((round, round - 1, 0), (gate.Created.Word, gate.Deleted.Word, gate.Bad.Word));
                RunAll(gate, (2 * round) + 1);
                Assert.Equal((round, round, 0), (gate.Created.Word, gate.Deleted.Word, gate.Bad.Word));
            }

            // As fast as each can: whatever was made was deleted once, but for what is there at the end.
            for (int round = 0; round < TestLoad.Rounds(100); round++)
            {
                RunAll(gate, FreeRounds + round);
                Assert.Equal((gate.Created.Word, 0), (gate.Deleted.Word + _domain.Files().Length, gate.Bad.Word));
            }

            gate.Round.Set(-1);
            c.ExpectSuccess();
            Array.ForEach(peers, peer => peer.ExpectSuccess());
        }
        finally
        {
            gate.Round.Set(-1);
            Array.ForEach(peers, peer => peer.Dispose());
        }
    }

    private static void RunAll(RaceGate gate, int round)
    {
        gate.Done.Word = 0;
        gate.Round.Set(round);
        gate.Done.AwaitAtLeast(Processes);
    }

    private static void RaceInPeer(string[] arguments)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments[0]);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        var domain = Domain.Open(arguments[1]);
        RaceGate gate = new(mapping);
        gate.Ready.Add();
        for (int round = 0; (round = gate.Round.AwaitOther(round)) > 0;)
        {
            for (int turn = 0; turn < (round < FreeRounds ? 1 : FreeTurns); turn++)
            {
                if (round >= FreeRounds || round % 2 == 0)
                    OpenOrCreate(domain, gate, alone: round >= FreeRounds);
                if ((round >= FreeRounds || round % 2 != 0) && domain.TryDelete(Raced))
                    gate.Deleted.Add();
            }

            gate.Done.Add();
        }
    }

    private static void OpenOrCreate(Domain domain, RaceGate gate, bool alone)
    {
        using ObjectFile raced = ObjectFile.OpenOrCreate(domain, Raced, TestDomain.Semaphore(), out bool createdNew);
        if (createdNew)
            gate.Created.Add();
        long id = (long)raced.Id;
        long first = alone ? id : Interlocked.CompareExchange(ref gate.Id, id, 0);
        if (first != 0 && first != id)
            gate.Bad.Add();
    }
}
