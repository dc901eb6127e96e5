using System.Globalization;
using Causeway.Messaging.Tests.Meeting;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Very many connections that one process awaits.</summary>
public sealed class AwaitedConnectionsTests : IDisposable
{
    private const int Named = 5000;
    private const int MostThreads = 4;
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void ReceiveAsync_OnThousandsOfConnections_TakesFourThreadsAtMost_AndAllAreAnswered()
    {
        int count = TestLoad.Rounds(Named);
        using Peer listener = Peer.StartDotnet(AwaitManyInPeerAsync, _domain.Path, Text(count));
        listener.Expect("listening");
        using Peer connector = Peer.StartC("connection_many", _domain.SocketOf("many"), Text(count));
        connector.Expect("connected");
        listener.Expect("waiting");
        int before = ThreadsOf(listener);
        connector.Send("go");
        connector.Expect("sent");
        listener.Expect($"received {5 * count}");
        listener.Expect("waiting");

        // Those of the runtime are in it: finalizer, timers, the pool's own.
        string own = string.Join(' ', ThreadNames.OfLibrary(listener.Process.Id));
        Console.Error.WriteLine($"{count} connections awaited: the library's threads are {own}; the process had {before} threads, then {ThreadsOf(listener)}");
        Assert.InRange(ThreadNames.OfLibrary(listener.Process.Id).Length, 1, MostThreads);
        connector.Send("go");
        connector.Expect("sent");
        listener.Expect($"received {5 * count}");
        connector.Send("close");
        connector.ExpectSuccess();
        listener.ExpectSuccess();
    }

    private static async Task AwaitManyInPeerAsync(string[] arguments)
    {
        int count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        using var listener = SharedConnectionListener.Listen("many", MeetingDomain.OptionsOf(arguments[0]) with { RingBytes = 4096 });
        Console.WriteLine("listening");
        SharedConnection[] all = new SharedConnection[count];
        for (int i = 0; i < count; i++)
            all[i] = await listener.AcceptAsync();
        for (int round = 0; round < 2; round++)
        {
            ValueTask<MessageLease>[] waits = [.. all.Select(static one => one.ReceiveAsync())];
            if (waits.Any(static wait => wait.IsCompleted))
                throw new InvalidOperationException("nothing was sent yet");
            Console.WriteLine("waiting");
            long received = 0;
            foreach (ValueTask<MessageLease> wait in waits)
            {
                using MessageLease message = await wait;
                received += message.Length;
            }

            Console.WriteLine($"received {received}");
        }

        foreach (SharedConnection one in all)
        {
            await Assert.ThrowsAsync<PeerClosedException>(async () => await one.ReceiveAsync());
            one.Dispose();
        }
    }

    private static int ThreadsOf(Peer peer) => Directory.GetDirectories($"/proc/{peer.Process.Id}/task").Length;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
