using System.Diagnostics.Metrics;
using Causeway.Messaging.Rings;

namespace Causeway.Messaging.Telemetry;

/// <summary>The Meter "Causeway.Messaging".</summary>
/// <remarks>Bytes and messages are read off the connections when somebody asks: what goes through a ring stores nothing that two threads share.</remarks>
internal static class ConnectionMetrics
{
    public const string MeterName = "Causeway.Messaging";

    private static readonly Lock s_gate = new();
    private static readonly HashSet<ConnectionTally> s_connections = [];
    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_opened = s_meter.CreateCounter<long>("causeway.connections.opened", "{connection}", "Connections that were made.");
    private static readonly Counter<long> s_deaths = s_meter.CreateCounter<long>("causeway.connections.deaths", "{connection}", "Connections whose other side died or aborted them.");
    private static RingTraffic s_sent;
    private static RingTraffic s_received;

    static ConnectionMetrics()
    {
        s_meter.CreateObservableUpDownCounter("causeway.connections.open", static () => Sum().Open, "{connection}", "Connections that are open.");
        s_meter.CreateObservableCounter("causeway.connections.sent", static () => Sum().Sent.Bytes, "By", "Bytes of records written, headers included.");
        s_meter.CreateObservableCounter("causeway.connections.received", static () => Sum().Received.Bytes, "By", "Bytes of records read, headers included.");
        s_meter.CreateObservableCounter("causeway.connections.messages.sent", static () => Sum().Sent.Messages, "{message}", "Messages sent; a stream has none.");
        s_meter.CreateObservableCounter("causeway.connections.messages.received", static () => Sum().Received.Messages, "{message}", "Messages received; a stream has none.");
    }

    /// <summary>A connection is made.</summary>
    public static ConnectionTally Opened(SharedConnection connection)
    {
        ConnectionTally tally = new(connection);
        lock (s_gate)
            s_connections.Add(tally);
        s_opened.Add(1);
        return tally;
    }

    /// <summary>Its other side died.</summary>
    public static void Died() => s_deaths.Add(1);

    /// <summary>It was disposed: its figures are its last.</summary>
    public static void Closed(ConnectionTally tally)
    {
        lock (s_gate)
        {
            tally.TryLook();
            Keep(tally);
        }
    }

    private static void Keep(ConnectionTally tally)
    {
        if (!s_connections.Remove(tally))
            return;
        s_sent += tally.Sent;
        s_received += tally.Received;
    }

    private static (long Open, RingTraffic Sent, RingTraffic Received) Sum()
    {
        lock (s_gate)
        {
            foreach (ConnectionTally gone in s_connections.Where(static tally => !tally.TryLook()).ToArray())
                Keep(gone);
            (long Open, RingTraffic Sent, RingTraffic Received) sum = (0, s_sent, s_received);
            foreach (ConnectionTally tally in s_connections)
                sum = (sum.Open + (tally.IsOpen ? 1 : 0), sum.Sent + tally.Sent, sum.Received + tally.Received);
            return sum;
        }
    }
}
