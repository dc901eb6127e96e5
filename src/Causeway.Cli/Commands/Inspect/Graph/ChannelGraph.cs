namespace Causeway.Cli.Commands.Inspect.Graph;

/// <summary>Processes and the channels between them, in an order that a second look at the same machine has too.</summary>
/// <param name="Processes">By pid.</param>
/// <param name="Channels">By the identity of their first object.</param>
internal sealed record ChannelGraph(IReadOnlyList<InspectedProcess> Processes, IReadOnlyList<Channel> Channels)
{
    /// <summary>Of what is in a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="pids">Only channels that one of these processes has; empty for all.</param>
    /// <param name="ignored">A process that does not count: the one that looks; 0 for none.</param>
    /// <param name="all">Channels that one process alone has, too.</param>
    public static ChannelGraph Of(InspectionSnapshot snapshot, IReadOnlyCollection<int> pids, int ignored, bool all)
    {
        List<Channel> channels = [];
        foreach (List<IpcObject> objects in SocketPairs.Join(snapshot))
        {
            ChannelLink[] links =
            [
                .. objects.SelectMany(one => snapshot.EndsOf(one)).Where(end => end.Process.Id != ignored)
                    .GroupBy(static end => end.Process.Id).OrderBy(static ends => ends.Key).Select(ChannelLink.Of),
            ];
            if ((all || IsShared(objects[0].Kind, links)) && links.Length > 0 && (pids.Count == 0 || links.Any(link => pids.Contains(link.Process.Id))))
                channels.Add(new Channel(objects, links));
        }

        InspectedProcess[] processes =
        [
            .. channels.SelectMany(static channel => channel.Links).Select(static link => link.Process).Concat(pids.Select(snapshot.FindProcess).OfType<InspectedProcess>())
                .DistinctBy(static process => process.Id).OrderBy(static process => process.Id),
        ];
        return new ChannelGraph(processes, channels);
    }

    /// <summary>Whether something can go from one process to another: not by a file, such as a library's cache, that all of them only read.</summary>
    private static bool IsShared(IpcKind kind, ChannelLink[] links) => links.Length > 1 && (kind != IpcKind.MappedFile || Array.Exists(links, static link => link.Writes));
}
