using System.Text;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Inspection.Memory;

/// <summary>What is right in /dev/shm, as shm_open(3) and sem_open(3) of this process find it: which files, whatever path others reach them by. Immutable.</summary>
internal sealed unsafe class SharedMemoryFolder
{
    private const int PageBytes = 32 * 1024;
    private const int FollowFlags = LibC.AT_SYMLINK_NOFOLLOW | LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC;
    private const uint Mask = LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_UID | LibC.STATX_INO | LibC.STATX_SIZE;

    private readonly Dictionary<(uint Device, ulong Inode), Entry>? _entries;

    private SharedMemoryFolder(Dictionary<(uint Device, ulong Inode), Entry>? entries) => _entries = entries;

    /// <summary>Nothing.</summary>
    public static SharedMemoryFolder Empty { get; } = new(entries: null);

    /// <summary>The device of its files; null where there is no such folder.</summary>
    public uint? Device { get; private init; }

    /// <summary>Why it could not be read; default where it was.</summary>
    public Errno Error { get; private init; }

    public IReadOnlyDictionary<(uint Device, ulong Inode), Entry> Entries =>
        _entries ?? System.Collections.ObjectModel.ReadOnlyDictionary<(uint Device, ulong Inode), Entry>.Empty as IReadOnlyDictionary<(uint Device, ulong Inode), Entry>;

    /// <summary>The name by which a file can be opened.</summary>
    public bool TryFind(uint device, ulong inode, out Entry entry)
    {
        entry = default;
        return _entries?.TryGetValue((device, inode), out entry) == true;
    }

    /// <summary>Lists it. Files that something is mounted over are no memory of it, and are not looked at.</summary>
    public static SharedMemoryFolder Read()
    {
        fixed (byte* path = "/dev/shm\0"u8)
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out Errno error));
            LibC.statx_t status;
            byte empty = 0;
            if (!folder.IsOpen || LibC.statx(folder.Number, &empty, LibC.AT_EMPTY_PATH, Mask, &status, out error) != 0)
                return new SharedMemoryFolder(entries: null) { Error = error };
            Dictionary<(uint Device, ulong Inode), Entry> entries = [];
            SharedMemoryFolder found = new(entries) { Device = IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor) };
            HashSet<string> covered = ForeignPath.MountPointsBelow(MemoryPath.Folder);
            byte* page = stackalloc byte[PageBytes];
            ProcDirectory names = new(folder.Number, page, PageBytes);
            while (names.MoveNext())
            {
                ReadOnlySpan<byte> name = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(names.Name);
                if (covered.Contains(Encoding.Latin1.GetString(name)) || LibC.statx(folder.Number, names.Name, FollowFlags, Mask, &status, out _) != 0 || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFREG)
                    continue;
                Entry one = new([.. MemoryPath.Folder, .. name], status.stx_uid, (UnixFileMode)(status.stx_mode & 0xFFF), (long)status.stx_size);
                entries[(found.Device.Value, status.stx_ino)] = one;
            }

            return found;
        }
    }

    /// <summary>A file.</summary>
    /// <param name="Path">With its folder.</param>
    /// <param name="UserId">Its owner.</param>
    /// <param name="Mode">Its permissions.</param>
    /// <param name="Bytes">Its size.</param>
    internal readonly record struct Entry(byte[] Path, uint UserId, UnixFileMode Mode, long Bytes);
}
