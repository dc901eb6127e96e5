using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway ps</c>.</summary>
internal static class InspectPs
{
    private static readonly Verb s_verb = new("", ["PID"], "Shows what a process communicates by, and with whom.", [ObjectDescription.Json], Run);

    public static readonly VerbGroup Group = new("ps", "all the channels of one process", [s_verb],
        "An end a line; under others are the processes that have the same object, or the socket at the other end.") { Default = s_verb, RunsAlone = true };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int id = ProcessOperand.Parse(arguments.Operands[0]);
        Inventory inventory = Inventory.Take(IpcKinds.All, details: InspectionDetails.All & ~InspectionDetails.Waits);
        InspectedProcess process = ProcessOperand.Find(inventory.Snapshot, id);
        BlindSpotLines.Write(inventory.Snapshot);
        bool json = arguments.Has(ObjectDescription.Json);
        Fact ends = new("ends", inventory.Snapshot.EndsOf(process).Select(end => json ? JsonOf(inventory, end) : LineOf(inventory, end)).ToArray());
        IEnumerable<InspectedThread> threads = Inspector.ThreadsOf(process);
        Fact signals = new("threadSignals", json ? SignalFacts.Of(threads) : process.Threads > 1 ? SignalFacts.Lines(threads) : []);
        ObjectDescription.Write(json, [.. json ? Facts(process) : Lines(process), ends, signals]);
        return 0;
    }

    private static Fact[] Facts(InspectedProcess process) =>
    [
        new("pid", process.Id), new("ownPid", process.OwnId), new("parent", process.ParentId), new("user", process.UserId), new("command", process.Command), new("commandLine", process.CommandLine),
        new("state", process.State.ToString()), new("threads", process.Threads), new("container", process.Container),
        new("namespaces", new Fact[]
        {
            new("ipc", process.Namespaces.Ipc), new("mount", process.Namespaces.Mount), new("network", process.Namespaces.Network), new("processIds", process.Namespaces.ProcessIds),
        }),
        new("signals", process.Signals is { } signals ? SignalFacts.Of(signals) : null),
    ];

    /// <summary>The same for people: names in place of numbers, and signals a line each where there are any.</summary>
    private static Fact[] Lines(InspectedProcess process) =>
    [
        .. Facts(process).Where(fact => fact.Name is not ("user" or "signals") && (fact.Name != "ownPid" || process.OwnId != process.Id)),
        new("user", UserNames.Of(process.UserId)),
        .. process.Signals is { } signals ? SignalFacts.Of(signals).Where(static fact => fact.Value is string[] { Length: > 0 }) : [],
    ];

    private static Fact[] JsonOf(Inventory inventory, IpcEnd end) =>
    [
        new("id", ObjectFacts.IdOf(end.Object)), .. ObjectFacts.OfEnd(end),
        new("others", OthersOf(inventory, end).Select(static process => new Fact[] { new("pid", process.Id), new("command", process.Command) }).ToArray()),
    ];

    private static Fact[] LineOf(Inventory inventory, IpcEnd end)
    {
        Dictionary<string, Fact> facts = ObjectFacts.OfEnd(end).ToDictionary(static fact => fact.Name);
        return
        [
            facts["fd"], new("id", ObjectFacts.IdOf(end.Object)), new("name", end.Object.Name), facts["form"], facts["access"], facts["role"],
            new("others", string.Join(' ', OthersOf(inventory, end).Select(ObjectFacts.NameOf)) is { Length: > 0 } names ? names : null), new("detail", ObjectDetail.Of(end.Object)),
        ];
    }

    /// <summary>Who else has the object, and who has the socket that it is connected to.</summary>
    private static IEnumerable<InspectedProcess> OthersOf(Inventory inventory, IpcEnd end)
    {
        IEnumerable<InspectedProcess> peers = end.Object is SocketObject { Peer: { } peer } && inventory.Snapshot.Find(peer) is { } other ? inventory.UsersOf(other) : [];
        return inventory.UsersOf(end.Object).Concat(peers).Where(process => process.Id != end.Process.Id).DistinctBy(static process => process.Id);
    }
}
