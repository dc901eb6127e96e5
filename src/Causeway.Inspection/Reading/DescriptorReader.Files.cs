using Causeway.Sys;

namespace Causeway.Inspection;

/// <content>What has a path: FIFOs, queues, shared memory, semaphores, memfds, files with locks.</content>
internal sealed unsafe partial class DescriptorReader
{
    private readonly PipeContents _contents = new(context, findings);
    private readonly bool _wantsFiles = context.Wants(IpcKind.Fifo) || context.Wants(IpcKind.PosixQueue) || (context.Wants(IpcKind.FileLock) && !context.Locks.IsEmpty);

    private void ReadFile(int descriptor, byte* name, ReadOnlySpan<byte> target)
    {
        bool isMemory = MemoryPath.TryKind(target, out IpcKind kind);
        if (isMemory ? !context.WantsMemory(kind, target) && !context.Wants(IpcKind.FileLock) : !_wantsFiles || MemoryPath.IsDevice(target))
            return;
        if (!isMemory && IsKnownPlain(descriptor, target))
            return;

        // The bytes of the target are gone with the next read: what is needed of them is taken when the object is new.
        if (!TryFollow(name, out LibC.statx_t status))
            return;
        uint device = IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor);
        switch (status.stx_mode & LibC.S_IFMT)
        {
            case LibC.S_IFIFO when context.Wants(IpcKind.Fifo):
                AddFifo(descriptor, name, target, device, status);
                break;
            case LibC.S_IFREG when isMemory:
                if (context.WantsMemory(kind, target))
                    AddMemory(descriptor, name, target, new IpcObjectId(kind, device, status.stx_ino), status);
                break;
            case LibC.S_IFREG when context.Wants(IpcKind.PosixQueue) && context.FileTypes.IsQueue(device, _process, descriptor):
                AddQueue(descriptor, name, target, device, status);
                break;
            default:
                if (!isMemory)
                    Remember(descriptor, target, status.stx_ino);
                break;
        }

        // flock(2) locks folders and FIFOs as well.
        if (context.Locks.HasInode(status.stx_ino))
            AddLocks(descriptor, name, target, status);
    }

    /// <summary>Whether the link leads where it led at the look before, to what was no object and has no lock now.</summary>
    private bool IsKnownPlain(int descriptor, ReadOnlySpan<byte> target)
    {
        if (_known is null || !_known.TryFind(descriptor, out KnownDescriptors.Entry entry) || !target.SequenceEqual(entry.Path) || entry.Path is null || context.Locks.HasInode(entry.Inode))
            return false;
        _known.Add(entry);
        return true;
    }

    private void Remember(int descriptor, ReadOnlySpan<byte> target, ulong inode) =>
        _known?.Add(new KnownDescriptors.Entry(descriptor, inode, IpcAccess.None, Pipe: null, target.ToArray()));

    private void AddFifo(int descriptor, byte* name, ReadOnlySpan<byte> target, uint device, LibC.statx_t status)
    {
        IpcObjectId id = new(IpcKind.Fifo, device, status.stx_ino);
        Add(id, descriptor, AccessOf(name));
        if (!IsNew(id))
            return;
        string path = MemoryPath.Text(target, out bool deleted);
        FifoObject fifo = new() { Id = id, Name = path, UserId = status.stx_uid, Mode = ModeOf(status), IsDeleted = deleted };
        findings.Objects.Add(id, _contents.Fill(descriptor, status.stx_ino, fifo));
    }

    private void AddMemory(int descriptor, byte* name, ReadOnlySpan<byte> target, IpcObjectId id, LibC.statx_t status)
    {
        Add(id, descriptor, AccessOf(name));
        if (IsNew(id))
            findings.Objects.Add(id, MemoryPath.ObjectOf(id, target, status.stx_uid, ModeOf(status), (long)status.stx_size));
    }

    private void AddQueue(int descriptor, byte* name, ReadOnlySpan<byte> target, uint device, LibC.statx_t status)
    {
        IpcObjectId id = new(IpcKind.PosixQueue, device, status.stx_ino);
        Add(id, descriptor, AccessOf(name));
        if (!IsNew(id))
            return;

        // As mq_open(3) has it, or below where the file system is mounted.
        string path = MemoryPath.Text(target, out bool deleted);
        findings.Objects.Add(id, new PosixQueueObject
        {
            Id = id,
            Name = path[path.LastIndexOf('/')..],
            UserId = status.stx_uid,
            Mode = ModeOf(status),
            IsDeleted = deleted,
        });
    }

    /// <summary>The locks that the descriptor itself holds. Their device is the kernel's, which on some file systems statx(2) does not tell.</summary>
    private void AddLocks(int descriptor, byte* name, ReadOnlySpan<byte> target, LibC.statx_t status)
    {
        string path = MemoryPath.Text(target, out _);
        ReadOnlySpan<byte> info = text.Read(_infos, name, out _);
        while (ByteFields.TryLine(ref info, out ReadOnlySpan<byte> line))
        {
            if (!line.StartsWith("lock:"u8) || !LockLine.TryParse(line["lock:"u8.Length..], out LockLine held))
                continue;
            findings.HeldLocks.Add(new Findings.HeldLock(_process, descriptor, held));
            IpcObjectId id = new(IpcKind.FileLock, held.Device, held.Inode);
            if (IsNew(id))
                findings.Objects.Add(id, new FileLockObject { Id = id, Name = path, UserId = status.stx_uid, Mode = ModeOf(status), Locks = [] });
        }
    }
}
