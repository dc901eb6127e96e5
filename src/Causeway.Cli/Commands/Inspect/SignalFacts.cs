using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary>What processes and threads do with signals, by name.</summary>
internal static class SignalFacts
{
    private const int MostNamed = 4;

    /// <summary>Of a process, and of its main thread.</summary>
    public static Fact[] Of(InspectedSignals signals) =>
    [
        new("pending", Names(signals.Pending)), new("pendingForThread", Names(signals.PendingForThread)), new("blocked", Names(signals.Blocked)),
        new("ignored", Names(signals.Ignored)), new("caught", Names(signals.Caught)),
    ];

    /// <summary>Of each thread: what only the process has (pending, ignored, caught) is not said again.</summary>
    public static Fact[][] Of(IEnumerable<InspectedThread> threads) =>
        [.. threads.Select(static one => new Fact[] { new("thread", one.Id), new("name", one.Name), new("state", one.State.ToString()), new("pending", Names(one.Pending)), new("blocked", Names(one.Blocked)) })];

    /// <summary>The same for people: threads that do alike are one line.</summary>
    public static Fact[][] Lines(IEnumerable<InspectedThread> threads) =>
    [
        .. threads.GroupBy(static one => (one.Pending, one.Blocked)).Select(static alike => new Fact[]
        {
            new("threads", string.Join(' ', alike.Take(MostNamed).Select(static one => one.Id)) + (alike.Count() > MostNamed ? $" +{alike.Count() - MostNamed}" : "")),
            new("pending", Names(alike.Key.Pending)), new("blocked", Names(alike.Key.Blocked)),
        }),
    ];

    /// <summary>Of those who have a signalfd, which takes what they block, and of whom a pidfd watches; nothing of other objects.</summary>
    public static Fact[] OfUsers(Inventory inventory, IpcObject one)
    {
        if (one is not (SignalDescriptorObject or ProcessDescriptorObject))
            return [];
        IEnumerable<InspectedProcess> processes = one is ProcessDescriptorObject watched
            ? inventory.Snapshot.FindProcess(watched.ProcessId) is { } process ? [process] : []
            : inventory.UsersOf(one);
        return
        [
            new("signals", processes.Where(static process => process.Signals is not null)
                .Select(static process => (Fact[])[new("pid", process.Id), new("command", process.Command), .. Of(process.Signals!)]).ToArray()),
            new("threadSignals", processes.SelectMany(static process => Of(Inspector.ThreadsOf(process)), static (process, facts) => (Fact[])[new("pid", process.Id), .. facts]).ToArray()),
        ];
    }

    private static string[] Names(SignalSet signals) => [.. signals.Select(static signal => signal.Name)];
}
