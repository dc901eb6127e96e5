using System.Globalization;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Many connections: what each costs beside its rings, and how many threads wait for all.</summary>
public sealed class CapacityTests : IDisposable
{
    private const int RingBytes = 4096;

    /// <summary>What one costs beside its rings, both sides together: memory of the process and its page tables. The header's page is memory, too.</summary>
    private const int MostBytesEach = (16 * 1024) - 4096;
    private static readonly int s_count = TestLoad.IsLong ? 1000 : 200;
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public async Task Connections_CostTheirRingsAndLittleMore_AndNoThreads()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("many", _domain.Options with { RingBytes = RingBytes });
        using Peer peer = Peer.StartDotnet(ConnectManyInPeer, _domain.Path, s_count.ToString(CultureInfo.InvariantCulture));
        List<SharedConnection> all = [];
        List<Task<ReceivedHandle>> waits = [];
        try
        {
            Accept(listener, all, waits, count: 20);
            peer.Send("go on");
            int threads = ThreadNames.OfLibrary(Environment.ProcessId).Length;
            long before = OwnBytes();
            Accept(listener, all, waits, s_count);
            long each = (OwnBytes() - before) / s_count;
            int more = ThreadNames.OfLibrary(Environment.ProcessId).Length - threads;
            peer.Send("measure");
            long theirs = long.Parse(peer.ReadLine()!, CultureInfo.InvariantCulture);

            Console.Error.WriteLine($"each of {s_count} connections: {each} + {theirs} bytes");

            // Less, where something of an earlier test has gone meanwhile.
            Assert.InRange(each + theirs, long.MinValue, MostBytesEach);
            Assert.InRange(more, int.MinValue, 1);
            peer.Send("end");
            peer.ExpectSuccess();
            foreach (Task<ReceivedHandle> wait in waits)
                await Assert.ThrowsAsync<PeerClosedException>(() => wait);
        }
        finally
        {
            foreach (SharedConnection connection in all)
                connection.Dispose();
        }
    }

    private static void Accept(SharedConnectionListener listener, List<SharedConnection> all, List<Task<ReceivedHandle>> waits, int count)
    {
        for (int i = 0; i < count; i++)
        {
            SharedConnection connection = listener.Accept();
            connection.Receive().Dispose();
            connection.Send("welcome"u8);
            all.Add(connection);
            waits.Add(connection.ReceiveHandleAsync().AsTask());
        }
    }

    private static void ConnectManyInPeer(string[] arguments)
    {
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        SharedConnectionOptions options = MeetingDomain.OptionsOf(arguments[0]) with { RingBytes = RingBytes };
        List<SharedConnection> all = [];
        Connect(20);
        Console.ReadLine();
        long before = OwnBytes();
        Connect(count);
        Console.ReadLine();
        Console.WriteLine((OwnBytes() - before) / count);
        Console.ReadLine();
        foreach (SharedConnection connection in all)
            connection.Dispose();

        void Connect(int more)
        {
            for (int i = 0; i < more; i++)
            {
                SharedConnection connection = SharedConnection.Connect("many", options);
                connection.Send("hello"u8);
                connection.Receive().Dispose();
                all.Add(connection);
            }
        }
    }

    /// <summary>This process's own memory, without what it shares, and its page tables.</summary>
    private static long OwnBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        return managed + (1024 * StatusOf("VmPTE:"));
    }

    private static long StatusOf(string field) =>
        long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
}
