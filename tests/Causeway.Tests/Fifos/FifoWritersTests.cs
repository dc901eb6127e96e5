using System.Buffers.Binary;
using System.Globalization;

namespace Causeway.Tests.Fifos;

/// <summary>Many writers of atomic records on one FIFO: C processes, and threads of .NET processes.</summary>
public sealed class FifoWritersTests : IDisposable
{
    private const int CWriters = 32;
    private const int DotnetProcesses = 2;
    private const int ThreadsOfEach = 16;
    private const int Writers = CWriters + (DotnetProcesses * ThreadsOfEach);
    private const int HeaderBytes = 8;
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void SixtyFourWriters_AMillionRecordsInAll_NoneTornOrLost()
    {
        int each = TestLoad.Rounds(1_000_000) / Writers;
        string path = _directory.PathOf("records");
        Fifo.Create(path);
        using PipeReadEnd reader = Fifo.OpenReader(path, FifoOpen.NoWait);
        List<Peer> peers = [];
        try
        {
            for (int writer = 0; writer < CWriters; writer++)
                peers.Add(Peer.StartC("fifo_records", path, $"{writer}", $"{each}", $"{TestLoad.Seed}"));
            for (int process = 0; process < DotnetProcesses; process++)
                peers.Add(Peer.StartDotnet(WriteRecords, path, $"{CWriters + (process * ThreadsOfEach)}", $"{each}", $"{TestLoad.Seed}"));
            peers.ForEach(static peer => peer.Expect("ready"));
            peers.ForEach(static peer => peer.Send("go"));
            uint[] next = new uint[Writers];
            ReadRecords(reader, next);
            peers.ForEach(static peer => peer.ExpectSuccess());
            Assert.All(next, count => Assert.Equal((uint)each, count));
        }
        finally
        {
            peers.ForEach(static peer => peer.Dispose());
        }
    }

    [Fact]
    public void WritersKilledAtAnyMoment_LeaveWholeRecordsAlone()
    {
        const int Killed = 4;
        string path = _directory.PathOf("records");
        Fifo.Create(path);
        Random random = TestLoad.NewRandom();
        for (int round = 0; round < TestLoad.Rounds(200); round++)
        {
            using PipeReadEnd reader = Fifo.OpenReader(path, FifoOpen.NoWait);
            Peer[] peers = [.. Enumerable.Range(0, Killed).Select(writer => Peer.StartC("fifo_records", path, $"{writer}", "100000000", $"{round}"))];
            try
            {
                Array.ForEach(peers, static peer => peer.Expect("ready"));
                Array.ForEach(peers, static peer => peer.Send("go"));
                int spins = random.Next(100_000);
                Task killing = Task.Run(() => Array.ForEach(peers, peer => { Thread.SpinWait(spins); peer.Process.Kill(); }));
                ReadRecords(reader, new uint[Killed]);
                killing.GetAwaiter().GetResult();
            }
            finally
            {
                Array.ForEach(peers, static peer => peer.Dispose());
            }
        }
    }

    /// <summary>Reads to the end and checks that each writer's records come whole and in its order.</summary>
    private static void ReadRecords(PipeReadEnd reader, uint[] next)
    {
        byte[] buffer = new byte[1 << 16];
        int held = 0;
        while (true)
        {
            int count = reader.Read(buffer.AsSpan(held));
            if (count == 0)
                break;
            held += count;
            Span<byte> rest = buffer.AsSpan(0, held);
            while (rest.Length >= HeaderBytes && BinaryPrimitives.ReadUInt16LittleEndian(rest) is var length && length <= rest.Length)
            {
                Check(rest[..length], next);
                rest = rest[length..];
            }

            held = rest.Length;
            rest.CopyTo(buffer);
        }

        Assert.Equal(0, held);
    }

    private static void Check(ReadOnlySpan<byte> record, uint[] next)
    {
        if (record.Length is < HeaderBytes or > PipeWriteEnd.AtomicWriteBytes)
            Assert.Fail($"a record of {record.Length} bytes");
        int writer = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]);
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
        if (writer >= next.Length || number != next[writer]++)
            Assert.Fail($"record {number} of writer {writer} out of order");
        if (record[HeaderBytes..].ContainsAnyExcept((byte)(writer + number)))
            Assert.Fail($"record {number} of writer {writer} is torn");
    }

    private static void WriteRecords(string[] arguments)
    {
        string path = arguments[0];
        int first = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        int count = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        int seed = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        using PipeWriteEnd shared = Fifo.OpenWriter(path);
        Console.WriteLine("ready");
        Console.ReadLine();
        Task[] threads = [.. Enumerable.Range(first, ThreadsOfEach).Select(writer =>
            Task.Factory.StartNew(() => WriteAll(shared, writer, count, new Random(seed + writer)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WaitAll(threads);
    }

    private static void WriteAll(PipeWriteEnd fifo, int writer, int count, Random random)
    {
        byte[] record = new byte[PipeWriteEnd.AtomicWriteBytes];
        for (uint number = 0; number < count; number++)
        {
            int length = random.Next(HeaderBytes, random.Next(16) == 0 ? record.Length + 1 : HeaderBytes + 64);
            BinaryPrimitives.WriteUInt16LittleEndian(record, (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(2), (ushort)writer);
            BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), number);
            record.AsSpan(HeaderBytes, length - HeaderBytes).Fill((byte)(writer + number));
            fifo.WriteAtomic(record.AsSpan(0, length));
        }
    }
}
