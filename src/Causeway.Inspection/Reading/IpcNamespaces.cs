using System.Globalization;
using Causeway.Inspection.Queues;
using Causeway.Inspection.SystemV;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>What the kernel lists by IPC namespace: System V objects and POSIX queues, of this one and, where this user may, of the others that processes are in.</summary>
/// <remarks>A namespace without a process lives on in a mount or a descriptor, and is not found.</remarks>
internal sealed class IpcNamespaces : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.SysV.Union(IpcKinds.Of(IpcKind.PosixQueue));

    public void Read(SnapshotBuilder builder)
    {
        uint own = builder.Context.Own.Ipc;
        ReadOne(builder, own);
        int unseen = 0;
        foreach (Other other in Others(builder, own))
        {
            if (NamespaceVisit.TryRun(other.Space, other.Processes, "ipc", LibC.CLONE_NEWIPC, () => ReadOne(builder, other.Space)) == NamespaceEntry.Refused)
                unseen++;
        }

        if (unseen > 0)
            builder.Add(new BlindSpot(BlindSpotKind.IpcNamespaces, unseen, string.Create(CultureInfo.InvariantCulture, $"System V objects and queues of {unseen} other IPC {(unseen == 1 ? "namespace" : "namespaces")} not listed{ProcessBlindSpots.Remedy}")));
    }

    /// <summary>The other namespaces that processes are in: mostly none, and never many.</summary>
    private static List<Other> Others(SnapshotBuilder builder, uint own)
    {
        List<Other> others = [];
        foreach (InspectedProcess process in builder.Processes)
        {
            uint space = process.Namespaces.Ipc;
            if (space == own || space == 0)
                continue;
            if (others.Find(one => one.Space == space) is not { } other)
                others.Add(other = new Other(space, []));
            other.Processes.Add(process.Id);
        }

        return others;
    }

    private static void ReadOne(SnapshotBuilder builder, uint space)
    {
        if (builder.Context.Wants(IpcKind.SysVSegment))
            SysVSegments.Read(builder, space);
        if (builder.Context.Wants(IpcKind.SysVQueue))
            SysVQueues.Read(builder, space);
        if (builder.Context.Wants(IpcKind.SysVSemaphores))
            SysVSemaphores.Read(builder, space);
        if (builder.Context.Wants(IpcKind.PosixQueue))
            PosixQueues.Read(builder, space);
    }

    /// <summary>A namespace, and who is in it.</summary>
    private sealed record Other(uint Space, List<int> Processes);
}
