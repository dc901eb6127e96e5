using Causeway.Sys;

namespace Causeway.Inspection;

/// <summary>Reads the descriptors of one process after another by their links, and more of those that need it. One thread.</summary>
/// <remarks>
/// Nothing that is looked at is opened: links, fdinfo, and statx(2) through the link, which opens nothing either, and is made only
/// where the file system is known to answer (<see cref="Mounts.MountTable"/>).
/// </remarks>
internal sealed unsafe partial class DescriptorReader(InspectionContext context, ProcText text, Findings findings)
{
    private const int FollowFlags = LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC;
    private const uint FileMask = LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_NLINK | LibC.STATX_UID | LibC.STATX_INO | LibC.STATX_SIZE;
    private const ushort OwnerRead = 0x100;
    private const ushort OwnerWrite = 0x80;

    private int _process;
    private int _folder;
    private int _links;
    private int _infos;
    private KnownDescriptors? _known;
    private bool _isWhole;

    /// <summary>Reads them all.</summary>
    /// <param name="process">Whose.</param>
    /// <param name="folder">/proc/PID, open.</param>
    /// <param name="known">What an earlier look read of them; null for nothing.</param>
    /// <param name="page">Room for entries of a directory.</param>
    /// <param name="pageBytes">How much.</param>
    /// <returns>False: this user may not, or some are of a mount that no list has and were not asked what they are.</returns>
    public bool Read(int process, int folder, KnownDescriptors? known, byte* page, int pageBytes)
    {
        using RawDescriptor links = new(Open(folder, "fd\0"u8, out Errno error));
        if (!links.IsOpen)
        {
            OwnLimit.ThrowIfReached(error);
            return error != Errno.EACCES && error != Errno.EPERM;
        }

        using RawDescriptor infos = new(Open(folder, "fdinfo\0"u8, out error));
        if (!infos.IsOpen)
            OwnLimit.ThrowIfReached(error);
        (_process, _folder, _links, _infos) = (process, folder, links.Number, infos.Number);
        _known = known;
        _isWhole = true;
        _contents.Begin(process);
        try
        {
            ProcDirectory entries = new(links.Number, page, pageBytes);
            while (entries.MoveNext())
            {
                if (entries.Number is var descriptor and >= 0)
                    ReadOne(descriptor, entries.Name);
            }
        }
        finally
        {
            _contents.End();
        }

        return _isWhole;
    }

    private void ReadOne(int descriptor, byte* name)
    {
        ReadOnlySpan<byte> target = text.Target(_links, name, out _);
        if (target.IsEmpty)
            return;
        if (target[0] == (byte)'/')
            ReadFile(descriptor, name, target);
        else if (target.StartsWith("socket:["u8))
            ReadSocket(descriptor, target);
        else if (target.StartsWith("pipe:["u8))
            ReadPipe(descriptor, name, target);
        else
            ReadAnonymous(descriptor, name, target);
    }

    /// <summary>What a socket is, the kernel tells elsewhere (netlink).</summary>
    private void ReadSocket(int descriptor, ReadOnlySpan<byte> target)
    {
        if (context.Wants(IpcKind.Socket) && ByteFields.TryBracketed(target, out ulong inode))
            Add(new IpcObjectId(IpcKind.Socket, 0, inode), descriptor, IpcAccess.ReadWrite);
    }

    private void ReadPipe(int descriptor, byte* name, ReadOnlySpan<byte> target)
    {
        if (!context.Wants(IpcKind.Pipe) || !ByteFields.TryBracketed(target, out ulong inode))
            return;
        IpcObjectId id = new(IpcKind.Pipe, 0, inode);
        KnownDescriptors.Entry entry = default;
        bool isKnown = _known is not null && _known.TryFind(descriptor, out entry) && entry.Inode == inode && entry.Path is null;
        IpcAccess access = isKnown ? entry.Access : AccessOf(name);
        Add(id, descriptor, access);
        PipeObject? pipe = entry.Pipe?.Id == id ? entry.Pipe : null;
        if (IsNew(id))
        {
            pipe ??= PipeOf(id, name);
            if (pipe is not null)
                findings.Objects.Set(id, _contents.Fill(descriptor, inode, pipe));
        }

        _known?.Add(new KnownDescriptors.Entry(descriptor, inode, access, pipe, Path: null));
    }

    private PipeObject? PipeOf(IpcObjectId id, byte* name) =>
        TryFollow(name, out LibC.statx_t status) && status.stx_ino == id.Number ? new PipeObject { Id = id, UserId = status.stx_uid, Mode = ModeOf(status) } : null;

    private void ReadAnonymous(int descriptor, byte* name, ReadOnlySpan<byte> target)
    {
        IpcKind? kind = KindOf(target);
        if (kind is null || !context.Wants(kind.Value))
            return;
        ReadOnlySpan<byte> info = text.Read(_infos, name, out _);
        if (info.IsEmpty)
            return;
        IpcObjectId id = new(kind.Value, (uint)_process, (ulong)descriptor);
        int watched = 0;
        if (kind == IpcKind.EventCounter && DescriptorInfo.TryEventId(info, out ulong number))
            id = new IpcObjectId(IpcKind.EventCounter, 0, number);
        else if (kind == IpcKind.ProcessDescriptor && DescriptorInfo.TryWatched(info, out watched) && watched > 0)
            id = new IpcObjectId(IpcKind.ProcessDescriptor, 0, (ulong)watched);
        Add(id, descriptor, AccessOf(name));
        if (!IsNew(id))
            return;
        findings.Objects.Set(id, kind switch
        {
            IpcKind.EventCounter => DescriptorInfo.EventCounter(id, info),
            IpcKind.SignalDescriptor => DescriptorInfo.SignalDescriptor(id, info),
            IpcKind.Timer => DescriptorInfo.Timer(id, info),
            IpcKind.PollSet => DescriptorInfo.PollSet(id, info),
            _ => new ProcessDescriptorObject { Id = id, ProcessId = watched },
        });
    }

    private static IpcKind? KindOf(ReadOnlySpan<byte> target) =>
        target.SequenceEqual("anon_inode:[eventfd]"u8) ? IpcKind.EventCounter
        : target.SequenceEqual("anon_inode:[eventpoll]"u8) ? IpcKind.PollSet
        : target.SequenceEqual("anon_inode:[timerfd]"u8) ? IpcKind.Timer
        : target.SequenceEqual("anon_inode:[signalfd]"u8) ? IpcKind.SignalDescriptor
        : target.SequenceEqual("anon_inode:[pidfd]"u8) || target.StartsWith("pidfd:["u8) ? IpcKind.ProcessDescriptor
        : null;

    private void Add(IpcObjectId id, int descriptor, IpcAccess access, IpcRole role = IpcRole.None) =>
        findings.Ends.Add(new FoundEnd(id, _process, descriptor, IpcEndForm.Descriptor, access, role));

    private bool IsNew(IpcObjectId id) => !findings.Objects.Contains(id);

    /// <summary>The link's own permissions are what it is open for.</summary>
    private IpcAccess AccessOf(byte* name)
    {
        LibC.statx_t status;
        if (LibC.statx(_links, name, LibC.AT_SYMLINK_NOFOLLOW | FollowFlags, LibC.STATX_MODE, &status, out _) != 0)
            return IpcAccess.None;
        return ((status.stx_mode & OwnerRead) != 0 ? IpcAccess.Read : IpcAccess.None) | ((status.stx_mode & OwnerWrite) != 0 ? IpcAccess.Write : IpcAccess.None);
    }

    private bool TryFollow(byte* name, out LibC.statx_t status)
    {
        fixed (LibC.statx_t* filled = &status)
            return LibC.statx(_links, name, FollowFlags, FileMask, filled, out _) == 0;
    }

    private static UnixFileMode ModeOf(LibC.statx_t status) => (UnixFileMode)(status.stx_mode & 0xFFF);

    private static int Open(int folder, ReadOnlySpan<byte> name, out Errno error)
    {
        fixed (byte* start = name)
            return LibC.openat(folder, start, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out error);
    }
}
