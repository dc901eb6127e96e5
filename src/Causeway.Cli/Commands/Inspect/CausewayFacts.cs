using Causeway.Cli.Commands.Named;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>What an object of Causeway's own has that others have not.</summary>
internal static class CausewayFacts
{
    public static Fact[] Of(ConnectionObject connection) =>
    [
        new("version", connection.Version), new("carries", connection.Carries is { } carries ? ObjectFacts.Word(carries) : null), new("ringBytes", connection.RingBytes), new("bytes", connection.Bytes),
        new("connector", connection.Connector.ProcessId), new("connectorState", ObjectFacts.Word(connection.Connector.State)),
        new("acceptor", connection.Acceptor.ProcessId), new("acceptorState", ObjectFacts.Word(connection.Acceptor.State)),
        new("sentBytes", connection.SentBytes), new("directions", new[] { ("fromConnector", connection.FromConnector), ("fromAcceptor", connection.FromAcceptor) }
            .Where(static one => one.Item2 is not null).Select(static one => Of(one.Item1, one.Item2!)).ToArray()),
    ];

    public static Fact[] Of(DomainObject named) => named.Details is not { } details
        ? [new("problem", named.Problem), new("bytes", named.Bytes), new("isDeleted", named.IsDeleted)]
        :
        [
            new("object", NamedKind.WordOf(details.Kind)), .. NamedState.FactsOf(details).Select(Own), new("created", details.Created), new("creatorProcessId", details.CreatorProcessId),
            new("bytes", named.Bytes), new("isDeleted", named.IsDeleted),
            new("participants", details.Participants.Select(one => NamedFacts.Participant(details, one)).ToArray()),
        ];

    /// <summary>The owner of an object here is a user.</summary>
    private static Fact Own(Fact fact) => fact.Name == "owner" ? fact with { Name = "ownerProcessId" } : fact;

    private static Fact[] Of(string name, InspectedConnectionDirection direction) =>
    [
        new("direction", name), new("sentBytes", direction.SentBytes), new("receivedBytes", direction.ReceivedBytes), new("waitingMessages", direction.WaitingMessages),
        new("waitingBytes", direction.WaitingBytes), new("isAtLeast", direction.IsAtLeast), new("isCompleted", direction.IsCompleted),
        new("isReceiverAsleep", direction.IsReceiverAsleep), new("isSenderAsleep", direction.IsSenderAsleep),
    ];
}
