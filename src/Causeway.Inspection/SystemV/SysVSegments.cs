using Causeway.Sys;

namespace Causeway.Inspection.SystemV;

/// <summary>The segments of an IPC namespace that this thread is in. Their attachments were found in processes' maps.</summary>
internal static class SysVSegments
{
    /// <summary>Whether anybody is attached to any: else no process need be looked at for it.</summary>
    public static unsafe bool AreAttached()
    {
        LibC.shm_info used;
        int highest = LibC.shmctl(0, LibC.SHM_INFO, &used);
        for (int index = 0; index <= highest; index++)
        {
            LibC.shmid_ds status;
            if (LibC.shmctl(index, LibC.SHM_STAT_ANY, &status) >= 0 && status.shm_nattch > 0)
                return true;
        }

        return false;
    }

    public static void Read(SnapshotBuilder builder, uint space)
    {
        IReadOnlyList<SysVSharedMemoryEntry> entries = SysVListing.Of(SysVSharedMemory.List, builder);
        SegmentMemory? memory = entries.Count > 0 && builder.Context.Wants(InspectionDetails.Contents) ? SegmentMemory.Read() : null;
        foreach (SysVSharedMemoryEntry entry in entries)
        {
            SysVSharedMemoryStatus status = entry.Status;
            (long Resident, long Swapped) used = default;
            bool isKnown = memory?.TryFind(entry.Memory.Id, out used) == true;
            IpcObjectId id = new(IpcKind.SysVSegment, space, (ulong)entry.Memory.Id);
            bool? isCreatorAlive = SysVListing.IsAlive(builder, status.CreatorProcessId, status.Changed);
            builder.Set(new SysVSegmentObject
            {
                Id = id,
                Namespace = space,
                Permissions = status.Permissions,
                Changed = status.Changed,
                Bytes = status.Bytes,
                ResidentBytes = isKnown ? used.Resident : null,
                SwappedBytes = isKnown ? used.Swapped : null,
                AttachCount = status.AttachCount,
                IsRemoved = status.IsRemoved,
                IsLocked = status.IsLocked,
                CreatorProcessId = status.CreatorProcessId,
                IsCreatorAlive = isCreatorAlive,
                LastProcessId = status.LastProcessId,
                LastAttach = status.LastAttach,
                LastDetach = status.LastDetach,
            });
            if (isCreatorAlive == true)
                builder.Mention(id, status.CreatorProcessId, IpcRole.Creator);
            builder.Mention(id, status.LastProcessId, IpcRole.LastUser);
        }
    }
}
