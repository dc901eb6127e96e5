using System.Globalization;

namespace Causeway.Tests.SharedMemory;

/// <summary>Fifty processes that live for all rounds create-or-open the same name at once (tests/Peers/shm_race.c and this assembly).</summary>
public sealed class PosixSharedMemoryRaceTests : IDisposable
{
    private const int Processes = 50;
    private const int Rounds = 200;
    private const int Words = 4096;

    private readonly string _gate = KernelName.Next();
    private readonly string _prefix = KernelName.Next();

    public void Dispose()
    {
        PosixSharedMemory.TryDelete(_gate);
        foreach (PosixSharedMemoryEntry left in PosixSharedMemory.List().Where(one => one.Name.StartsWith(_prefix, StringComparison.Ordinal)))
            PosixSharedMemory.TryDelete(left.Name);
    }

    [Fact]
    public void OpenOrCreate_FiftyProcessesAtOnce_OneCreates_AndAllSeeItWhole()
    {
        int dotnet = TestLoad.IsLong ? Processes / 2 : 4;
        using PosixSharedMemory memory = PosixSharedMemory.Create(_gate, 4096);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        RaceGate gate = new(mapping);
        using Peer c = Peer.StartC("shm_race", _gate, _prefix, (Processes - dotnet).ToString(CultureInfo.InvariantCulture));
        Peer[] peers = [.. Enumerable.Range(0, dotnet).Select(_ => Peer.StartDotnet(RaceInPeer, _gate, _prefix))];
        try
        {
            gate.Ready.AwaitAtLeast(Processes);
            int rounds = TestLoad.Rounds(Rounds);
            for (int round = 1; round <= rounds; round++)
            {
                gate.Done.Word = 0;
                gate.Round.Set(round);
                gate.Done.AwaitAtLeast(Processes);

                Assert.Equal((round, 0), (gate.Created.Word, gate.Bad.Word));
                PosixSharedMemory.Delete($"{_prefix}-{round}");
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

    private static void RaceInPeer(string[] arguments)
    {
        using PosixSharedMemory memory = PosixSharedMemory.Open(arguments[0]);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        RaceGate gate = new(mapping);
        gate.Ready.Add();
        for (int round = 0; (round = gate.Round.AwaitOther(round)) > 0;)
        {
            string name = $"{arguments[1]}-{round}";
            using PosixSharedMemory raced = PosixSharedMemory.OpenOrCreate(name, Words * sizeof(int), initialize: Fill);
            if (!IsWhole(raced))
                gate.Bad.Add();
            if (raced.WasCreated)
                gate.Created.Add();
            gate.Done.Add();
        }
    }

    private static void Fill(MemoryMapping mapping)
    {
        for (int word = 0; word < Words; word++)
            mapping.GetReference<int>(word * sizeof(int)) = Environment.ProcessId;
    }

    private static bool IsWhole(PosixSharedMemory memory)
    {
        if (memory.SizeBytes != Words * sizeof(int) || FileStatus.Of(memory.Descriptor, memory.Name).Mode != 0x180)
            return false;
        using MemoryMapping mapping = MemoryMapping.Map(memory, FileAccess.Read);
        ReadOnlySpan<int> words = mapping.GetReadOnlySpan<int>(0, Words);
        return words[0] != 0 && !words.ContainsAnyExcept(words[0]);
    }
}
