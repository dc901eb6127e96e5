using System.Globalization;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>A connection in a few words: <c>12 → 34: 5 messages, 500 bytes; 34 → 12: nothing; 34 died</c>.</summary>
internal static class ConnectionText
{
    /// <summary>Null where nothing could be read of it.</summary>
    public static string? Of(ConnectionObject connection)
    {
        if (connection is not { FromConnector: { } there, FromAcceptor: { } back })
            return connection.Version is { } version ? Text($"of version {version}, which is not known here") : null;
        string connector = Id(connection.Connector);
        string acceptor = Id(connection.Acceptor);
        return string.Join("; ", [$"{connector} → {acceptor}: {Of(there, connection.Connector)}", $"{acceptor} → {connector}: {Of(back, connection.Acceptor)}", .. End(connection.Connector), .. End(connection.Acceptor)]);
    }

    private static string Of(InspectedConnectionDirection direction, InspectedConnectionSide sender)
    {
        string waiting = direction switch
        {
            { WaitingMessages: null } => "broken",
            { WaitingMessages: 0 } => "nothing",
            _ => Text($"{(direction.IsAtLeast ? "at least " : "")}{direction.WaitingMessages} {(direction.WaitingMessages == 1 ? "message" : "messages")}, {direction.WaitingBytes} {(direction.WaitingBytes == 1 ? "byte" : "bytes")}"),
        };
        return waiting + (direction.IsSenderAsleep && sender.State == InspectedConnectionState.Alive ? ", no room" : "") + (direction.IsCompleted ? ", completed" : "");
    }

    private static string[] End(InspectedConnectionSide side) => side.State switch
    {
        InspectedConnectionState.Died => [$"{Id(side)} died"],
        InspectedConnectionState.Closed => [$"{Id(side)} closed"],
        _ => [],
    };

    private static string Id(InspectedConnectionSide side) => side.ProcessId == 0 ? "?" : side.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
