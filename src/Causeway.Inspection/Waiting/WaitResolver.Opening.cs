using System.Globalization;
using System.Text;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Opening a FIFO, or a file with a lease.</content>
internal sealed partial class WaitResolver
{
    private const int AccessBits = LibC.O_WRONLY | LibC.O_RDWR;

    /// <summary>Processes of which a thread opens what was not read: it may be any FIFO.</summary>
    public HashSet<int> OpenUnread { get; } = [];

    private WaitTarget? Open(in SleepingThread thread, WaitCall call)
    {
        bool isAt = call.Name != "open";
        ulong address = thread.Line[isAt ? 1 : 0];
        int directory = isAt ? (int)thread.Line[0] : LibC.AT_FDCWD;
        if (builder.Memory.Text(thread.Process.Id, address) is not { Length: > 0 } path)
        {
            if (builder.Memory.Pages.IsMissing || builder.Memory.Pages.Unread.Contains(thread.Process.Id))
                OpenUnread.Add(thread.Process.Id);
            return null;
        }

        if (thread.Channel.Contains("break_lease", StringComparison.Ordinal))
            return AtLease(thread.Process.Id, directory, path);
        if (FifoAt(thread.Process.Id, directory, path) is not { } fifo)
            return null;

        // openat2(2) has its flags in memory.
        ulong flags = thread.Line[isAt ? 2 : 1];
        if (call.Name == "openat2" && !builder.Memory.TryRead(thread.Process.Id, thread.Line[2], out flags))
            return null;
        bool isWriter = ((int)flags & AccessBits) == LibC.O_WRONLY;
        return new WaitTarget(fifo, isWriter ? "a reader" : "a writer") { CanEndOtherwise = true };
    }

    /// <summary>Its holder has been told, and has a time to give it up before the kernel takes it (/proc/sys/fs/lease-break-time).</summary>
    private WaitTarget AtLease(int processId, int directory, byte[] path)
    {
        FileLockObject[] files = Absolute(processId, directory, path) is { } whole && ForeignPath.TryLook(processId, whole, out LibC.statx_t status)
            ? [.. builder.Objects.OfType<FileLockObject>().Where(one => one.Id.Number == status.stx_ino && one.Locks.Any(static held => held.Kind == FileLockKind.Lease))]
            : [];

        // The list of locks has the file system's own device, which on btrfs and overlayfs is not the one that stat(2) tells.
        return files is [var file]
            ? new WaitTarget(file, "the lease to be given up", file.Locks.Where(static held => held.Kind == FileLockKind.Lease).Select(static held => held.ProcessId)) { IsHeld = true, CanEndOtherwise = true }
            : new WaitTarget(Object: null, $"the lease of {ByteFields.Text(path)} to be given up") { CanEndOtherwise = true };
    }

    private FifoObject? FifoAt(int processId, int directory, byte[] path)
    {
        if (Absolute(processId, directory, path) is not { } typed || !ForeignPath.TryLook(processId, typed, out LibC.statx_t status, out byte[] whole) || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFIFO)
            return null;
        IpcObjectId id = new(IpcKind.Fifo, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor), status.stx_ino);
        if (builder.Find(id) is FifoObject known)
            return known;
        FifoObject fifo = new() { Id = id, Name = ByteFields.Text(whole), UserId = status.stx_uid, Mode = (UnixFileMode)(status.stx_mode & 0xFFF) };
        if (builder.Context.Wants(IpcKind.Fifo))
            builder.Set(fifo);
        return fifo;
    }

    /// <summary>From the process's root, by where the link to its directory leads; null where that is gone.</summary>
    private static byte[]? Absolute(int processId, int directory, byte[] path)
    {
        if (path[0] == (byte)'/')
            return path;
        using ProcText text = new();
        byte[] link = directory == LibC.AT_FDCWD ? Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cwd\0")) : LinkOf(processId, directory);
        ReadOnlySpan<byte> start = text.Target(LibC.AT_FDCWD, link, out _);
        return start is [(byte)'/', ..] ? [.. start, (byte)'/', .. path] : null;
    }
}
