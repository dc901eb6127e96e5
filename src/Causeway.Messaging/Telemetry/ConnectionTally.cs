namespace Causeway.Messaging.Telemetry;

/// <summary>What is counted of one connection: how far its rings have come, as seen last.</summary>
/// <remarks>It knows the connection weakly: one that nobody has any more is finalised, and its last figures are kept.</remarks>
internal sealed class ConnectionTally(SharedConnection connection)
{
    private readonly WeakReference<SharedConnection> _connection = new(connection);

    /// <summary>Bytes of records written.</summary>
    public long Sent { get; private set; }

    /// <summary>Bytes of records read.</summary>
    public long Received { get; private set; }

    /// <summary>Whether it is open, when last looked at.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Looks at it.</summary>
    /// <returns>False: it is no more, and the figures are its last.</returns>
    public bool TryLook()
    {
        bool isThere = _connection.TryGetTarget(out SharedConnection? connection);
        IsOpen = isThere && connection!.State == SharedConnectionState.Open;
        if (isThere)
            (Sent, Received) = connection!.Moved;
        return isThere;
    }
}
