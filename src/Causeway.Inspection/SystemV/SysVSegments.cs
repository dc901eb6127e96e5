
namespace Causeway.Inspection.SystemV;

/// <summary>The segments of an IPC namespace that this thread is in. Their attachments were found in processes' maps.</summary>
internal static class SysVSegments
{
    public static void Read(SnapshotBuilder builder, uint space)
    {
        foreach (SysVSharedMemoryEntry entry in SysVListing.Of(SysVSharedMemory.List, builder))
        {
            SysVSharedMemoryStatus status = entry.Status;
            IpcObjectId id = new(IpcKind.SysVSegment, space, (ulong)entry.Memory.Id);
            builder.Set(new SysVSegmentObject
            {
                Id = id,
                Namespace = space,
                Name = SysVListing.NameOf(status.Permissions),
                UserId = status.Permissions.UserId,
                Mode = status.Permissions.Mode,
                Permissions = status.Permissions,
                Changed = status.Changed,
                Bytes = status.Bytes,
                AttachCount = status.AttachCount,
                IsRemoved = status.IsRemoved,
                IsLocked = status.IsLocked,
                CreatorProcessId = status.CreatorProcessId,
                IsCreatorAlive = SysVListing.IsAlive(builder, status.CreatorProcessId, status.Changed),
                LastProcessId = status.LastProcessId,
                LastAttach = status.LastAttach,
                LastDetach = status.LastDetach,
            });
            if (((SysVSegmentObject)builder.Find(id)!).IsCreatorAlive == true)
                builder.Mention(id, status.CreatorProcessId, IpcRole.Creator);
            builder.Mention(id, status.LastProcessId, IpcRole.LastUser);
        }
    }
}
