using Causeway.Messaging.Layout;

namespace Causeway.Inspection.Connections;

/// <summary>Finds out which process is which side of a connection, and what has become of it.</summary>
/// <remarks>
/// The header says the pids as the acceptor had them, which is a hint: in another PID namespace they are others, and a process may have left the
/// connection to a child. What counts is who has the memory mapped.
/// </remarks>
internal static class ConnectionSides
{
    public static (InspectedConnectionSide Connector, InspectedConnectionSide Acceptor) Of(SnapshotBuilder builder, ConnectionMemory memory, in ConnectionHeader header)
    {
        (int connector, int acceptor) = (header.Connector, header.Acceptor);
        int[] others = [.. memory.Processes.Except([connector, acceptor])];
        bool hasConnector = memory.Processes.Contains(connector);
        bool hasAcceptor = memory.Processes.Contains(acceptor);
        bool areNumbersOfHere = hasConnector || hasAcceptor;

        // Of two sides one is known, and one process is left over: that is the other one.
        if (others is [var other] && hasConnector != hasAcceptor)
        {
            (connector, acceptor) = hasConnector ? (connector, other) : (other, acceptor);
            (hasConnector, hasAcceptor, others) = (true, true, []);
        }

        bool isWhole = builder.Context.Options.ProcessIds is null && !memory.IsBeingMade && others.Length == 0;
        return (SideOf(connector, hasConnector, header.IsClosed(RingLayout.FromConnector)), SideOf(acceptor, hasAcceptor, header.IsClosed(RingLayout.FromAcceptor)));

        InspectedConnectionSide SideOf(int id, bool isThere, bool isClosed) => new(id,
            isClosed ? InspectedConnectionState.Closed
            : isThere ? InspectedConnectionState.Alive
            : isWhole && (builder.Unreadable == 0 || (areNumbersOfHere && id > 0)) && !IsThere(builder, id) ? InspectedConnectionState.Died
            : InspectedConnectionState.Unknown);
    }

    /// <summary>Whether there is such a process: it may be about to map the memory, or be another of that number.</summary>
    private static bool IsThere(SnapshotBuilder builder, int id) => builder.FindProcess(id) is { State: not ('Z' or 'X') };
}
