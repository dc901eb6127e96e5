using Causeway.Sys;

namespace Causeway.Inspection.Queues;

/// <summary>What POSIX queues hold that no listing told: those without a name, and all where the mqueue file system is not mounted. By a duplicate of a process's descriptor.</summary>
internal sealed class QueueContents : IInspectionSource
{
    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.PosixQueue);

    public void Read(SnapshotBuilder builder)
    {
        if (!builder.Context.Wants(InspectionDetails.Contents))
            return;
        foreach (FoundEnd end in builder.Ends.ToArray())
        {
            if (end is not { Object.Kind: IpcKind.PosixQueue, Form: IpcEndForm.Descriptor } || !end.Access.HasFlag(IpcAccess.Read)
                || builder.Find(end.Object) is not PosixQueueObject { Status: null } queue || Ask(end, queue.Name ?? "") is not { } status)
                continue;
            builder.Set(queue with { Status = status });
            if (status.NotificationProcessId is { } registered)
                builder.Mention(queue.Id, registered, IpcRole.Registered, IpcAccess.Read);
        }
    }

    /// <summary>Null where this user may not trace the process, or the descriptor is something else by now.</summary>
    private static PosixMessageQueueStatus? Ask(FoundEnd end, string name)
    {
        IpcObjectId id = end.Object;
        try
        {
            // Closing any descriptor of a queue ends this process's own registration at it: then the registered one is asked.
            lock (PosixMessageQueueRegistrations.Gate)
            {
                if (PosixMessageQueueRegistrations.Find(new FileIdentity(id.DeviceMajor, id.DeviceMinor, id.Number, LibC.S_IFREG)) is { } registered)
                    return PosixMessageQueueStatus.Of(registered, name);
                using SafeFileDescriptor? duplicate = Duplicate(end);
                return duplicate is not null && FileIdentity.Of(duplicate, name).Inode == id.Number ? PosixMessageQueueStatus.Of(duplicate, name) : null;
            }
        }
        catch (Exception e) when (e is SyscallException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static SafeFileDescriptor? Duplicate(FoundEnd end)
    {
        int number = LibC.pidfd_open(end.ProcessId, 0);
        if (number < 0)
            return null;
        using SafeFileDescriptor process = new(number);
        number = LibC.pidfd_getfd(process, end.Descriptor, 0);
        return number < 0 ? null : new SafeFileDescriptor(number);
    }
}
