namespace Causeway.Samples.Docs;

/// <summary>What docs/eventfd.md quotes.</summary>
public static class EventCounters
{
    public static ulong AddAndRead()
    {
        using EventCounter counter = EventCounter.Create();
        counter.Add(3);
        counter.Add();
        ulong sum = counter.Read(); // 4, and the counter is at 0

        return sum;
    }

    public static async Task<ulong> AwaitAsync(EventCounter counter, CancellationToken token)
    {
        ulong sum = await counter.ReadAsync(token);

        return sum;
    }

    public static void Send(UnixSocket socket, EventCounter counter)
    {
        socket.SendWithHandles("x"u8, [counter.Descriptor]);
    }

    public static EventCounter Receive(UnixSocket socket)
    {
        using UnixReceived received = socket.ReceiveWithHandles(new byte[1]);
        EventCounter counter = new(received.Handles.Take(0));

        return counter;
    }
}
