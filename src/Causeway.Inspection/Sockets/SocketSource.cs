using System.Globalization;
using Causeway.Sys;

namespace Causeway.Inspection.Sockets;

/// <summary>
/// UNIX and TCP sockets, in this network namespace and in those of other processes: what they are, what waits in them, and their
/// peers. Sockets of other families are there where a process has them, and no more is said of them.
/// </summary>
/// <remarks>A namespace without a process lives on in a mount or a descriptor, and is not found.</remarks>
internal sealed class SocketSource : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.Socket);

    public void Read(SnapshotBuilder builder)
    {
        HashSet<IpcObjectId> open = [];
        foreach (FoundEnd end in builder.Ends)
        {
            if (end.Object.Kind == IpcKind.Socket)
                open.Add(end.Object);
        }

        TcpSockets connections = new(builder, open);
        NetworkSpace own = new(builder, connections, builder.Context.Own.Network);
        own.Read();
        own.Tell();
        ReadOthers(builder, connections, own.IsRefused);
        connections.Set();
        foreach (IpcObjectId id in open)
        {
            if (builder.Find(id) is null)
                builder.Set(new SocketObject { Id = id });
        }
    }

    private static void ReadOthers(SnapshotBuilder builder, TcpSockets connections, bool isRefused)
    {
        uint own = builder.Context.Own.Network;
        int unentered = 0;
        foreach (IGrouping<uint, InspectedProcess> group in builder.Processes.Where(one => one.Namespaces.Network != own && one.Namespaces.Network != 0).GroupBy(static one => one.Namespaces.Network))
        {
            NetworkSpace space = new(builder, connections, group.Key);
            IEnumerable<int> processes = group.Select(static one => one.Id);
            switch (isRefused ? NamespaceEntry.Refused : NamespaceVisit.TryRun(group.Key, processes, "net", LibC.CLONE_NEWNET, space.Read))
            {
                case NamespaceEntry.Entered:
                    space.Tell();
                    break;
                case NamespaceEntry.Refused when space.TryReadTables(processes):
                    unentered++;
                    break;
            }
        }

        if (unentered > 0 && !isRefused)
            builder.Add(new BlindSpot(BlindSpotKind.NetworkNamespaces, unentered, string.Create(CultureInfo.InvariantCulture, $"UNIX sockets of {unentered} other network {(unentered == 1 ? "namespace" : "namespaces")} without peers, queues and owners{ProcessBlindSpots.Remedy}")));
    }
}
