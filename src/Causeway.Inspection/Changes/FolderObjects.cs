using System.Text;
using Causeway.Domains;
using Causeway.Sys;

namespace Causeway.Inspection.Changes;

/// <summary>What the names of a folder are of. Nothing is opened.</summary>
internal static unsafe class FolderObjects
{
    /// <summary>The object of a name that has come; of one that is gone already as much as its name tells, with the number 0. Null for what is no object, or not wanted.</summary>
    public static IpcObject? Of(FolderEvent one, IpcKinds kinds)
    {
        LibC.statx_t status;
        bool isThere = LibC.statx(one.Path, &status) == 0;
        if (!isThere)
            status = default;
        IpcObject? found = one.Place == FolderPlace.Files ? OfFile(one.Path, isThere ? status.stx_mode & LibC.S_IFMT : 0, status) : OfName(one, isThere, status);
        return found is not null && kinds.Contains(found.Kind) ? found : null;
    }

    private static IpcObject? OfFile(string path, int type, LibC.statx_t status) => type switch
    {
        LibC.S_IFIFO => new FifoObject { Id = IdOf(IpcKind.Fifo, status), Name = path, UserId = status.stx_uid, Mode = ModeOf(status) },
        LibC.S_IFSOCK => new SocketObject { Id = IdOf(IpcKind.Socket, status), Name = path, UserId = status.stx_uid, Mode = ModeOf(status) },
        _ => null,
    };

    private static IpcObject? OfName(FolderEvent one, bool isThere, LibC.statx_t status)
    {
        if (isThere && (status.stx_mode & LibC.S_IFMT) != LibC.S_IFREG)
            return null;
        uint? user = isThere ? status.stx_uid : null;
        UnixFileMode? mode = isThere ? ModeOf(status) : null;
        if (one.Place == FolderPlace.Queues)
            return new PosixQueueObject { Id = IdOf(IpcKind.PosixQueue, status), Name = "/" + Path.GetFileName(one.Path), UserId = user, Mode = mode };
        byte[] path = Encoding.UTF8.GetBytes(one.Path);
        bool isNamed = one.Place == FolderPlace.Memory || ObjectName.IsValid(Path.GetFileName(one.Path));
        return isNamed && MemoryPath.TryKind(path, out IpcKind kind) ? MemoryPath.ObjectOf(IdOf(kind, status), path, isDeleted: false, user, mode, isThere ? (long)status.stx_size : null) : null;
    }

    private static IpcObjectId IdOf(IpcKind kind, LibC.statx_t status) => new(kind, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor), status.stx_ino);

    private static UnixFileMode ModeOf(LibC.statx_t status) => (UnixFileMode)(status.stx_mode & 0xFFF);
}
