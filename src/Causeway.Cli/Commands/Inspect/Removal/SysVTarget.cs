using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Removal;

/// <summary>A System V object: an id, and what tells the object from a later one that the kernel gave the same id.</summary>
/// <remarks>
/// Nothing holds a queue or a set, so the window is from one system call (IPC_STAT) to the next (IPC_RMID): IPC_RMID takes an id alone,
/// and the kernel has no call that removes under a condition. A segment is attached meanwhile, where its permissions allow: it keeps its
/// id as long as it is attached even if somebody removes it, so that there is no window.
/// </remarks>
internal sealed class SysVTarget : RemovalTarget
{
    private readonly SysVObject _object;
    private readonly int _id;

    public SysVTarget(SysVObject one)
        : base(one)
    {
        _object = one;
        _id = one.SysVId;
        if (IpcNamespace.Own() is var own && own != 0 && one.Namespace != own)
            throw Refused(one, $"it is in IPC namespace {one.Namespace}, and its id means nothing here; run causeway in there: nsenter --ipc --target PID");
        ThrowIfDifferent();
    }

    /// <summary>What a new object would have otherwise. IPC_SET changes it too: somebody did something with the object since.</summary>
    private readonly record struct Birth(SysVKey Key, uint Creator, uint CreatorGroup, DateTimeOffset? Changed, long Shape, int CreatorProcess);

    public override string? Difference()
    {
        try
        {
            return Now() is not { } now ? "it is gone already" : now == Seen() ? null : "it is another object of the same id by now, or has been changed; look again with causeway show";
        }
        catch (SyscallException e) when (e.Errno == Errno.EINVAL || e.Errno == Errno.EIDRM)
        {
            return "it is gone already";
        }
    }

    public override void Remove(bool force)
    {
        nint held = 0;
        try
        {
            if (_object is SysVSegmentObject)
                held = Hold();
            ThrowIfDifferent();
            if (!force && AttachCount() is var attached && attached > (held == 0 ? 0 : 1))
                throw Refused(_object, "somebody has attached it meanwhile");
            bool isRemoved = _object switch
            {
                SysVSegmentObject => new SysVSharedMemory(_id).TryDelete(),
                SysVQueueObject => new SysVMessageQueue(_id).TryDelete(),
                _ => new SysVSemaphoreSet(_id).TryDelete(),
            };
            if (!isRemoved)
                throw Refused(_object, "it is gone already");
        }
        finally
        {
            if (held != 0)
                _ = LibC.shmdt(held);
        }
    }

    /// <summary>Attaches it, after a look that keeps from touching another's; 0 where that is not allowed.</summary>
    private nint Hold()
    {
        ThrowIfDifferent();
        nint address = LibC.shmat(_id, 0, LibC.SHM_RDONLY, out Errno _);
        return address == -1 ? 0 : address;
    }

    private long AttachCount() => _object is SysVSegmentObject && StatusOf(() => new SysVSharedMemory(_id).GetStatus(), static () => null) is { } status ? status.AttachCount : 0;

    private Birth Seen() => Of(_object.Permissions, _object.Changed, _object switch
    {
        SysVSegmentObject segment => (segment.Bytes, segment.CreatorProcessId),
        SysVSemaphoresObject set => (set.Count, 0),
        _ => (0, 0),
    });

    private Birth? Now()
    {
        switch (_object)
        {
            case SysVSegmentObject:
                SysVSharedMemoryStatus? segment = StatusOf(() => new SysVSharedMemory(_id).GetStatus(), () => SysVSharedMemory.List().FirstOrDefault(one => one.Memory.Id == _id)?.Status);
                return segment is null ? null : Of(segment.Permissions, segment.Changed, (segment.Bytes, segment.CreatorProcessId));
            case SysVSemaphoresObject:
                SysVSemaphoreSetStatus? set = StatusOf(() => new SysVSemaphoreSet(_id).GetStatus(), () => SysVSemaphoreSet.List().FirstOrDefault(one => one.Set.Id == _id)?.Status);
                return set is null ? null : Of(set.Permissions, set.Changed, (set.Count, 0));
            default:
                SysVMessageQueueStatus? queue = StatusOf(() => new SysVMessageQueue(_id).GetStatus(), () => SysVMessageQueue.List().FirstOrDefault(one => one.Queue.Id == _id)?.Status);
                return queue is null ? null : Of(queue.Permissions, queue.Changed, (0, 0));
        }
    }

    private static Birth Of(SysVPermissions permissions, DateTimeOffset? changed, (long Shape, int Process) other) =>
        new(permissions.Key, permissions.CreatorUserId, permissions.CreatorGroupId, changed, other.Shape, other.Process);

    /// <summary>IPC_STAT needs read permission, the kernel's list does not.</summary>
    private static T? StatusOf<T>(Func<T> ask, Func<T?> list)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (SyscallException e) when (e.Errno == Errno.EACCES)
        {
            return list();
        }
    }
}
