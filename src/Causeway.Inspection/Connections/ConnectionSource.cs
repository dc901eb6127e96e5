using System.Globalization;
using Causeway.Messaging.Layout;

namespace Causeway.Inspection.Connections;

/// <summary>Makes connections of the memfds that are such: by their name, and by what is in them where that may be read.</summary>
internal sealed class ConnectionSource : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.MemoryFile, IpcKind.Connection);

    public void Read(SnapshotBuilder builder)
    {
        Dictionary<IpcObjectId, ConnectionMemory> candidates = [];
        foreach (IpcObject one in builder.Objects)
        {
            if (one is { Kind: IpcKind.MemoryFile, Name: RingMemory.Name })
                candidates.Add(one.Id, new ConnectionMemory(builder.Memory));
        }

        if (candidates.Count == 0)
            return;
        foreach (FoundEnd end in builder.Ends)
        {
            if (candidates.TryGetValue(end.Object, out ConnectionMemory? memory))
                memory.Add(end);
        }

        Dictionary<IpcObjectId, ConnectionObject> connections = [];
        foreach ((IpcObjectId id, ConnectionMemory memory) in candidates)
        {
            if (Of(builder, (MemoryObject)builder.Find(id)!, memory) is { } connection)
                connections.Add(id, connection);
        }

        foreach (IpcObjectId id in candidates.Keys)
            Replace(builder, id, connections.GetValueOrDefault(id));
        builder.ChangeEnds(end => connections.TryGetValue(end.Object, out ConnectionObject? connection) ? end with { Object = connection.Id, Role = RoleOf(connection, end.ProcessId) } : end);
        if (connections.Values.Count(static one => one.Version is null) is var unread and > 0)
            builder.Add(new BlindSpot(BlindSpotKind.Contents, unread, string.Create(CultureInfo.InvariantCulture, $"{unread} {Counted.Word(unread, "connection cannot be asked how much is in it; run as root, or as its", "connections cannot be asked how much is in them; run as root, or as their")} user where tracing is allowed")));
    }

    private static void Replace(SnapshotBuilder builder, IpcObjectId id, ConnectionObject? connection)
    {
        if (connection is not null || !builder.Context.Wants(IpcKind.MemoryFile))
            builder.Remove(id);
        if (connection is not null && builder.Context.Wants(IpcKind.Connection))
            builder.Set(connection);
    }

    /// <summary>Null where it only has the name of one.</summary>
    private static ConnectionObject? Of(SnapshotBuilder builder, MemoryObject memory, ConnectionMemory contents)
    {
        ConnectionObject unread = new()
        {
            Id = memory.Id with { Kind = IpcKind.Connection },
            UserId = memory.UserId,
            Bytes = memory.Bytes,
        };

        // One that is on its way to be mapped has none of it yet.
        Span<byte> page = stackalloc byte[ConnectionHeader.Bytes];
        if (!contents.TryRead(0, page))
            return unread;
        ConnectionHeader header = new(page);
        if (!header.IsOne)
            return null;
        if (!header.IsUnderstood(memory.Bytes))
            return header.Version == RingLayout.Version ? null : unread with { Version = header.Version };
        int ring = header.RingBytes(memory.Bytes)!.Value;
        (InspectedConnectionSide connector, InspectedConnectionSide acceptor) = ConnectionSides.Of(builder, contents, header);
        return unread with
        {
            Name = header.Name,
            Version = header.Version,
            Carries = header.Carries,
            RingBytes = ring,
            Connector = connector,
            Acceptor = acceptor,
            FromConnector = DirectionOf(contents, header, RingLayout.FromConnector, ring),
            FromAcceptor = DirectionOf(contents, header, RingLayout.FromAcceptor, ring),
        };
    }

    private static InspectedConnectionDirection DirectionOf(ConnectionMemory contents, in ConnectionHeader header, int direction, int ring)
    {
        RingCount count = new(contents, direction, ring);
        bool isCounted = count.TryCount();
        return new InspectedConnectionDirection
        {
            ReceivedBytes = isCounted ? (long)count.Head : 0,
            SentBytes = isCounted ? (long)count.Tail : null,
            WaitingBytes = isCounted ? count.PayloadBytes : null,
            WaitingMessages = isCounted ? count.Messages : null,
            IsAtLeast = isCounted && count.IsPartial,
            IsCompleted = isCounted && count.HasEnd,
            IsReceiverAsleep = header.IsReceiverAsleep(direction),
            IsSenderAsleep = header.IsSenderAsleep(direction),
        };
    }

    private static IpcRole RoleOf(ConnectionObject connection, int process) =>
        process == connection.Acceptor.ProcessId ? IpcRole.Acceptor : process == connection.Connector.ProcessId ? IpcRole.Connector : IpcRole.None;
}
