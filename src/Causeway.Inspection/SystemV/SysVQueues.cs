namespace Causeway.Inspection.SystemV;

/// <summary>The System V message queues of an IPC namespace that this thread is in.</summary>
internal static class SysVQueues
{
    public static void Read(SnapshotBuilder builder, uint space)
    {
        foreach (SysVMessageQueueEntry entry in SysVListing.Of(SysVMessageQueue.List, builder))
        {
            SysVMessageQueueStatus status = entry.Status;
            IpcObjectId id = new(IpcKind.SysVQueue, space, (ulong)entry.Queue.Id);
            builder.Set(new SysVQueueObject
            {
                Id = id,
                Namespace = space,
                Permissions = status.Permissions,
                Changed = status.Changed,
                Messages = status.Messages,
                Bytes = status.Bytes,
                CapacityBytes = status.CapacityBytes,
                LastSenderProcessId = status.LastSenderProcessId,
                LastReceiverProcessId = status.LastReceiverProcessId,
                LastSend = status.LastSend,
                LastReceive = status.LastReceive,
            });
            builder.Mention(id, status.LastSenderProcessId, IpcRole.LastSender, IpcAccess.Write);
            builder.Mention(id, status.LastReceiverProcessId, IpcRole.LastUser, IpcAccess.Read);
        }
    }
}
