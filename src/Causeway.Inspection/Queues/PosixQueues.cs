using Causeway.Sys;

namespace Causeway.Inspection.Queues;

/// <summary>The POSIX queues of an IPC namespace that this thread is in, by the mqueue file system, mounted for this alone where that is allowed.</summary>
/// <remarks>Their owners' descriptors were found already; queues without a name are known by those alone.</remarks>
internal static class PosixQueues
{
    public static void Read(SnapshotBuilder builder, uint space)
    {
        try
        {
            using PosixMessageQueueMount mount = PosixMessageQueueMount.Open();
            foreach (string path in Directory.EnumerateFileSystemEntries(mount.Path))
                Add(builder, space, path);
        }
        catch (Exception e) when (e is SyscallException or UnauthorizedAccessException or IOException)
        {
            builder.Add(new BlindSpot(BlindSpotKind.Queues, 0, e.Message));
        }
    }

    private static unsafe void Add(SnapshotBuilder builder, uint space, string path)
    {
        LibC.statx_t file;
        if (LibC.statx(path, &file) != 0)
            return;
        IpcObjectId id = new(IpcKind.PosixQueue, IpcObjectId.Device(file.stx_dev_major, file.stx_dev_minor), file.stx_ino);
        PosixMessageQueueEntry? entry = PosixMessageQueue.Describe(path);
        if (entry is null)
            return;
        builder.Set(new PosixQueueObject
        {
            Id = id,
            Namespace = space,
            Name = entry.Name,
            UserId = entry.UserId,
            Mode = entry.Permissions,
            Status = entry.Status,
        });
        if (entry.Status?.NotificationProcessId is { } registered)
            builder.Mention(id, registered, IpcRole.Registered, IpcAccess.Read);
    }
}
