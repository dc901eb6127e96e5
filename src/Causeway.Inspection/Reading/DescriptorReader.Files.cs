using Causeway.Inspection.Memory;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection;

/// <content>What has a path: FIFOs, queues, shared memory, semaphores, memfds, files with locks.</content>
internal sealed unsafe partial class DescriptorReader
{
    private const int MostTarget = 4096;
    private static readonly IpcKinds s_memory = IpcKinds.Of(IpcKind.PosixMemory, IpcKind.PosixSemaphore, IpcKind.MemoryFile, IpcKind.Domain, IpcKind.Connection);

    private readonly PipeContents _contents = new(context, findings);
    private readonly byte[] _target = new byte[MostTarget];
    private readonly bool _wantsMemory = context.Options.Kinds.Overlaps(s_memory);
    private readonly bool _wantsOthers = context.Wants(IpcKind.Fifo) || context.Wants(IpcKind.PosixQueue) || (context.Wants(IpcKind.FileLock) && !context.Locks.IsEmpty);

    private void ReadFile(int descriptor, byte* name, ReadOnlySpan<byte> link)
    {
        if (!(_wantsOthers || _wantsMemory) || MemoryPath.IsDevice(link) || IsKnownPlain(descriptor, link))
            return;

        // The bytes of the link are gone with the next read.
        Span<byte> target = _target.AsSpan(0, Math.Min(link.Length, MostTarget));
        link[..target.Length].CopyTo(target);
        ReadOnlySpan<byte> info = text.Read(_infos, name, out _);
        if (!DescriptorInfo.TryMount(info, out int mountId))
            return;
        IpcAccess access = DescriptorInfo.Access(info);
        bool isTold = DescriptorInfo.TryInode(info, out ulong inode);
        Mount mount = MountOf(mountId, target);
        LibC.statx_t asked = default;
        bool isAsked = (mount.Answers || (mount.Sort == MountSort.Unlisted && context.MayAskUnlisted)) && TryFollow(name, out asked);
        if (!isTold)
            inode = isAsked ? asked.stx_ino : 0;
        bool isObject = isAsked && AddFile(descriptor, target, access, mount, asked);
        if (mount.Sort == MountSort.Foreign)
            findings.Unasked++;
        else if (mount.Sort == MountSort.Unlisted && !context.MayAskUnlisted)
            _isWhole = false;
        else if (isAsked && !isObject)
            _known?.Add(new KnownDescriptors.Entry(descriptor, inode, IpcAccess.None, Pipe: null, target.ToArray()));

        // flock(2) locks folders and FIFOs as well.
        if (context.Locks.HasInode(inode))
            AddLocks(descriptor, name, target, isAsked ? asked : null);
    }

    /// <summary>Whether the link leads where it led at the look before, to what was no object and has no lock now.</summary>
    private bool IsKnownPlain(int descriptor, ReadOnlySpan<byte> target)
    {
        if (_known is null || !_known.TryFind(descriptor, out KnownDescriptors.Entry entry) || !target.SequenceEqual(entry.Path) || entry.Path is null || context.Locks.HasInode(entry.Inode))
            return false;
        _known.Add(entry);
        return true;
    }

    /// <summary>A queue's mount is in no list, and a queue's link is a slash and its name.</summary>
    private Mount MountOf(int id, ReadOnlySpan<byte> target)
    {
        Mount mount = context.Mounts.Of(id, _process);
        if (mount.Sort != MountSort.Unlisted || !context.Wants(IpcKind.PosixQueue) || target[1..].Contains((byte)'/'))
            return mount;
        uint space = ByteFields.TryBracketed(text.Target(_folder, "ns/ipc\0"u8, out _), out ulong found) ? (uint)found : 0;
        return context.QueueMounts.TryLearn(id, _process, space, ByteFields.Text(target)) ? context.Mounts.Of(id, _process) : mount;
    }

    /// <summary>Adds what the file is, if it is an object that is wanted.</summary>
    private bool AddFile(int descriptor, ReadOnlySpan<byte> target, IpcAccess access, in Mount mount, LibC.statx_t status)
    {
        uint device = IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor);
        switch (status.stx_mode & LibC.S_IFMT)
        {
            case LibC.S_IFIFO:
                return context.Wants(IpcKind.Fifo) && AddFifo(descriptor, target, access, device, status);
            case LibC.S_IFREG when mount.Sort == MountSort.Queue || (mount.Sort == MountSort.Unlisted && context.QueueMounts.HasDevice(device)):
                return context.Wants(IpcKind.PosixQueue) && AddQueue(descriptor, target, access, device, status);
            case LibC.S_IFREG:
                return AddMemory(descriptor, target, access, mount, device, status);
            default:
                return false;
        }
    }

    private bool AddFifo(int descriptor, ReadOnlySpan<byte> target, IpcAccess access, uint device, LibC.statx_t status)
    {
        IpcObjectId id = new(IpcKind.Fifo, device, status.stx_ino);
        Add(id, descriptor, access);
        if (!IsNew(id))
            return true;
        string path = ByteFields.Text(FileNames.Of(target, _process, status, out bool isDeleted));
        FifoObject fifo = new() { Id = id, Name = path, UserId = status.stx_uid, Mode = ModeOf(status), IsDeleted = isDeleted };
        findings.Objects.Set(id, _contents.Fill(descriptor, status.stx_ino, fifo));
        return true;
    }

    /// <summary>Adds shared memory: what this process would open by the same name, whatever path it was opened by, and what is called so elsewhere.</summary>
    private bool AddMemory(int descriptor, ReadOnlySpan<byte> target, IpcAccess access, in Mount mount, uint device, LibC.statx_t status)
    {
        bool isDeleted = false;
        ReadOnlySpan<byte> path = target;
        IpcKind kind;
        if (context.SharedMemory.TryFind(device, status.stx_ino, out SharedMemoryFolder.Entry named))
        {
            path = named.Path;
            if (!MemoryPath.TryKind(path, out kind))
                return false;
        }
        else if (MemoryPath.IsMemoryFile(target) && mount.Sort is MountSort.Memory or MountSort.Unlisted && status.stx_nlink == 0)
        {
            path = MemoryPath.WithoutWord(target);
            kind = IpcKind.MemoryFile;
        }
        else if ((mount.IsTemporary || device == context.SharedMemory.Device || MemoryPath.IsOfDomain(target)) && MemoryPath.TryKind(target, out kind))
        {
            path = FileNames.Of(target, _process, status, out isDeleted);
        }
        else
        {
            return false;
        }

        if (!context.WantsMemory(kind, path))
            return false;
        IpcObjectId id = new(kind, device, status.stx_ino);
        Add(id, descriptor, access);
        if (IsNew(id))
            findings.Objects.Set(id, MemoryPath.ObjectOf(id, path, isDeleted, status.stx_uid, ModeOf(status), (long)status.stx_size));
        return true;
    }

    private bool AddQueue(int descriptor, ReadOnlySpan<byte> target, IpcAccess access, uint device, LibC.statx_t status)
    {
        IpcObjectId id = new(IpcKind.PosixQueue, device, status.stx_ino);
        Add(id, descriptor, access);
        if (!IsNew(id))
            return true;

        // As mq_open(3) has it, or below where the file system is mounted. A queue has one name or none.
        bool isDeleted = status.stx_nlink == 0;
        string path = ByteFields.Text(isDeleted ? MemoryPath.WithoutWord(target) : target);
        findings.Objects.Set(id, new PosixQueueObject
        {
            Id = id,
            Name = path[path.LastIndexOf('/')..],
            UserId = status.stx_uid,
            Mode = ModeOf(status),
            IsDeleted = isDeleted,
        });
        return true;
    }

    /// <summary>The locks that the descriptor itself holds. Their device and inode are the kernel's, which on some file systems statx(2) does not tell.</summary>
    private void AddLocks(int descriptor, byte* name, ReadOnlySpan<byte> target, LibC.statx_t? status)
    {
        string path = ByteFields.Text(FileNames.Of(target, _process, status, out _));
        ReadOnlySpan<byte> info = text.Read(_infos, name, out _);
        while (ByteFields.TryLine(ref info, out ReadOnlySpan<byte> line))
        {
            if (!line.StartsWith("lock:"u8) || !LockLine.TryParse(line["lock:"u8.Length..], out LockLine held))
                continue;
            findings.HeldLocks.Add(new Findings.HeldLock(_process, descriptor, held));
            IpcObjectId id = new(IpcKind.FileLock, held.Device, held.Inode);
            if (IsNew(id))
                findings.Objects.Set(id, new FileLockObject { Id = id, Name = path, UserId = status?.stx_uid, Mode = status is { } file ? ModeOf(file) : null, Locks = [] });
        }
    }
}
