namespace Causeway;

/// <summary>
/// A shared-memory connection (<see cref="SharedConnection"/>), and the same of another language's; its <see cref="IpcObject.Name"/> is where both met.
/// What could not be read is null.
/// </summary>
public sealed record ConnectionObject : MemoryObject
{
    /// <summary>The version of its layout; of another than 1 no more is told.</summary>
    public uint? Version { get; init; }

    /// <summary>Messages or bytes.</summary>
    public SharedConnectionMode? Carries { get; init; }

    /// <summary>The size of each of its two rings.</summary>
    public int? RingBytes { get; init; }

    /// <summary>Who asked for it.</summary>
    public InspectedConnectionSide Connector { get; init; }

    /// <summary>Who accepted it.</summary>
    public InspectedConnectionSide Acceptor { get; init; }

    /// <summary>What goes from the connector to the acceptor.</summary>
    public InspectedConnectionDirection? FromConnector { get; init; }

    /// <summary>What goes from the acceptor to the connector.</summary>
    public InspectedConnectionDirection? FromAcceptor { get; init; }

    /// <summary>The bytes of records that were sent either way so far; null where it is not told of both. Between two snapshots it grows by what was sent.</summary>
    public long? SentBytes => FromConnector?.SentBytes + FromAcceptor?.SentBytes;
}
