using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <content>Opening a FIFO.</content>
internal sealed partial class WaitResolver
{
    private const int AccessBits = LibC.O_WRONLY | LibC.O_RDWR;

    private WaitTarget? Open(in SleepingThread thread, WaitCall call)
    {
        bool isAt = call.Name != "open";
        ulong address = thread.Line[isAt ? 1 : 0];
        if (RemoteMemory.Text(thread.Process.Id, address) is not { Length: > 0 } path || FifoAt(thread.Process.Id, isAt ? (int)thread.Line[0] : LibC.AT_FDCWD, path) is not { } fifo)
            return null;

        // openat2(2) has its flags in memory.
        ulong flags = thread.Line[isAt ? 2 : 1];
        if (call.Name == "openat2" && !RemoteMemory.TryRead(thread.Process.Id, thread.Line[2], out flags))
            return null;
        bool isWriter = ((int)flags & AccessBits) == LibC.O_WRONLY;
        return new WaitTarget(fifo, isWriter ? "a reader" : "a writer") { CanEndOtherwise = true };
    }

    private unsafe FifoObject? FifoAt(int processId, int directory, byte[] path)
    {
        string from = path[0] == (byte)'/' ? "root" : directory == LibC.AT_FDCWD ? "cwd/" : string.Create(CultureInfo.InvariantCulture, $"fd/{directory}/");
        byte[] start = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{from}"));
        LibC.statx_t status;
        fixed (byte* name = (byte[])[.. start, .. path, 0])
        {
            const uint Mask = LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_UID | LibC.STATX_INO;
            if (LibC.statx(LibC.AT_FDCWD, name, LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC, Mask, &status, out _) != 0 || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFIFO)
                return null;
        }

        IpcObjectId id = new(IpcKind.Fifo, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor), status.stx_ino);
        if (builder.Find(id) is FifoObject known)
            return known;
        FifoObject fifo = new() { Id = id, Name = ByteFields.Text(path), UserId = status.stx_uid, Mode = (UnixFileMode)(status.stx_mode & 0xFFF) };
        if (builder.Context.Wants(IpcKind.Fifo))
            builder.Set(fifo);
        return fifo;
    }
}
