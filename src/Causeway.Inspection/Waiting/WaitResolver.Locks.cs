using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Locks of files.</content>
internal sealed partial class WaitResolver
{
    /// <summary>LOCK_SH of flock(2).</summary>
    private const int SharedFlock = 1;

    private WaitTarget FileLock(in SleepingThread thread)
    {
        FileLockMode mode = ((int)thread.Line[1] & SharedFlock) != 0 ? FileLockMode.Shared : FileLockMode.Exclusive;
        return AtLock(thread.Process, (int)thread.Line[0], new InspectedLock(FileLockKind.Flock, mode, FileRange.All, IsWaiting: true, thread.Process.Id, (int)thread.Line[0]));
    }

    private WaitTarget? RangeLock(in SleepingThread thread)
    {
        int command = (int)thread.Line[1];
        if (command is not (LibC.F_SETLKW or LibC.F_OFD_SETLKW))
            return null;
        FileLockKind kind = command == LibC.F_SETLKW ? FileLockKind.Posix : FileLockKind.OpenFileDescription;
        FileRange range = FileRange.All;
        FileLockMode mode = FileLockMode.Exclusive;
        if (builder.Memory.TryRead(thread.Process.Id, thread.Line[2], out LibC.flock_t wish))
        {
            mode = wish.l_type == LibC.F_RDLCK ? FileLockMode.Shared : FileLockMode.Exclusive;

            // What is relative to the file's position or end is not worked out: the whole file then.
            if (wish.l_whence == LibC.SEEK_SET && wish.l_start >= 0 && wish.l_len >= 0 && wish.l_len <= long.MaxValue - wish.l_start)
                range = wish.l_len == 0 ? FileRange.From(wish.l_start) : new FileRange(wish.l_start, wish.l_len);
        }

        return AtLock(thread.Process, (int)thread.Line[0], new InspectedLock(kind, mode, range, IsWaiting: true, thread.Process.Id, (int)thread.Line[0]));
    }

    private WaitTarget AtLock(InspectedProcess process, int descriptor, InspectedLock wanted) =>
        LockedFile(process, descriptor) is { } file ? AtLock(process, Named(file, process, descriptor), wanted) : OfNoObject(process, descriptor, "the lock of");

    /// <summary>The file of a descriptor by its mount's device and its inode, as the list of locks has them: stat(2) has others on btrfs and overlayfs.</summary>
    private FileLockObject? LockedFile(InspectedProcess process, int descriptor)
    {
        using ProcText text = new();
        ReadOnlySpan<byte> info = text.Read(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/fdinfo/{descriptor}\0")), out _);
        if (!DescriptorInfo.TryMount(info, out int mount) || !DescriptorInfo.TryInode(info, out ulong inode))
            return null;
        uint device = builder.Context.Mounts.Of(mount, process.Id).Device;

        // Of a mount that no list has the device is not told: then it is one file at most that has the inode and locks.
        return device != 0
            ? builder.Find(new IpcObjectId(IpcKind.FileLock, device, inode)) as FileLockObject
            : builder.Objects.OfType<FileLockObject>().Where(one => one.Id.Number == inode).ToArray() is [var only] ? only : null;
    }

    private WaitTarget AtLock(InspectedProcess process, FileLockObject file, InspectedLock wanted)
    {
        IEnumerable<int> seen = builder.HeldLocks
            .Where(one => one.Line.Device == file.Id.Space && one.Line.Inode == file.Id.Number
                && IsInTheWay(wanted, new InspectedLock(one.Line.Kind, one.Line.Mode, one.Line.Range, IsWaiting: false, one.ProcessId, one.Descriptor)))
            .Select(static one => one.ProcessId);
        IEnumerable<int> told = file.Locks.Where(one => one is { IsWaiting: false, Descriptor: < 0, ProcessId: > 0 } && IsInTheWay(wanted, one)).Select(static one => one.ProcessId);
        string mode = wanted.Mode == FileLockMode.Shared ? "a shared lock" : "an exclusive lock";
        string range = wanted.Range == FileRange.All ? "" : string.Create(CultureInfo.InvariantCulture, $" of bytes {wanted.Range}");
        return new WaitTarget(file, mode + range, seen.Concat(told).Where(one => builder.FindProcess(one) is not null)) { IsHeld = true };
    }

    /// <summary>Whether a lock keeps another from being granted: flock(2) and fcntl(2) do not know of each other.</summary>
    internal static bool IsInTheWay(in InspectedLock wanted, in InspectedLock held)
    {
        bool isSameFamily = wanted.Kind == FileLockKind.Flock ? held.Kind == FileLockKind.Flock : held.Kind is FileLockKind.Posix or FileLockKind.OpenFileDescription;
        bool isOwn = wanted.ProcessId == held.ProcessId && wanted.Kind == held.Kind && (wanted.Kind == FileLockKind.Posix || wanted.Descriptor == held.Descriptor);
        return isSameFamily && !isOwn && wanted.Range.Overlaps(held.Range) && (wanted.Mode == FileLockMode.Exclusive || held.Mode == FileLockMode.Exclusive);
    }

    /// <summary>A file whose holders may not be looked at has its name from the one that waits.</summary>
    private FileLockObject Named(FileLockObject file, InspectedProcess process, int descriptor)
    {
        if (file.Name is not null)
            return file;
        using ProcText text = new();
        ReadOnlySpan<byte> target = text.Target(LibC.AT_FDCWD, LinkOf(process.Id, descriptor), out _);
        if (target.IsEmpty)
            return file;
        file = file with { Name = ByteFields.Text(FileNames.Of(target, process.Id, status: null, out _)) };
        builder.Set(file);
        return file;
    }

    /// <summary>What the list of locks says of a process that cannot be asked.</summary>
    public IEnumerable<IpcWait> Untold(InspectedProcess process)
    {
        foreach (LockLine line in builder.Context.Locks.Lines)
        {
            if (!line.IsWaiting || line.ProcessId != process.Id || builder.Find(new IpcObjectId(IpcKind.FileLock, line.Device, line.Inode)) is not FileLockObject file)
                continue;
            WaitTarget target = AtLock(process, file, new InspectedLock(line.Kind, line.Mode, line.Range, IsWaiting: true, process.Id, Descriptor: -1));
            yield return new IpcWait(process, process.Id, line.Kind == FileLockKind.Flock ? "flock" : "fcntl", target.Object, target.Awaited,
                [.. target.Holders.Distinct().Order().Select(builder.FindProcess).OfType<InspectedProcess>()], IsHeld: true);
        }
    }
}
