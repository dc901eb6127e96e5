using Causeway.Messaging.Rings;

namespace Causeway.Messaging.Telemetry;

/// <summary>What is counted of one connection: what has gone through its rings, as seen last.</summary>
/// <remarks>It knows the connection weakly: one that nobody has any more is finalised, and its last figures are kept.</remarks>
internal sealed class ConnectionTally(SharedConnection connection)
{
    private readonly WeakReference<SharedConnection> _connection = new(connection);

    /// <summary>What was written.</summary>
    public RingTraffic Sent { get; private set; }

    /// <summary>What was read.</summary>
    public RingTraffic Received { get; private set; }

    /// <summary>Whether it is open, when last looked at.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Looks at it.</summary>
    /// <returns>False: it is no more, and the figures are its last.</returns>
    public bool TryLook()
    {
        bool isThere = _connection.TryGetTarget(out SharedConnection? connection);
        IsOpen = isThere && connection!.State == SharedConnectionState.Open;
        if (isThere)
            (Sent, Received) = connection!.Traffic;
        return isThere;
    }
}
