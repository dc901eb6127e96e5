using System.Diagnostics.Metrics;

namespace Causeway.Messaging.Telemetry;

/// <summary>The Meter "Causeway.Messaging".</summary>
/// <remarks>Bytes are read off the positions in the rings when somebody asks, so that sending and receiving count nothing. No position tells how many messages there were.</remarks>
internal static class ConnectionMetrics
{
    public const string MeterName = "Causeway.Messaging";

    private static readonly Lock s_gate = new();
    private static readonly HashSet<ConnectionTally> s_connections = [];
    private static readonly Meter s_meter = new(MeterName);
    private static readonly Counter<long> s_opened = s_meter.CreateCounter<long>("causeway.connections.opened", "{connection}", "Connections that were made.");
    private static readonly Counter<long> s_deaths = s_meter.CreateCounter<long>("causeway.connections.deaths", "{connection}", "Connections whose other side died.");
    private static long s_sent;
    private static long s_received;

    static ConnectionMetrics()
    {
        s_meter.CreateObservableUpDownCounter("causeway.connections.open", static () => Sum().Open, "{connection}", "Connections that are open.");
        s_meter.CreateObservableCounter("causeway.connections.sent", static () => Sum().Sent, "By", "Bytes of records written, headers included.");
        s_meter.CreateObservableCounter("causeway.connections.received", static () => Sum().Received, "By", "Bytes of records read, headers included.");
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

    private static (long Open, long Sent, long Received) Sum()
    {
        lock (s_gate)
        {
            foreach (ConnectionTally gone in s_connections.Where(static tally => !tally.TryLook()).ToArray())
                Keep(gone);
            return (s_connections.Count(static tally => tally.IsOpen), s_sent + s_connections.Sum(static tally => tally.Sent), s_received + s_connections.Sum(static tally => tally.Received));
        }
    }
}
