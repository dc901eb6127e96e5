using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>The files below a directory. Links are not followed, and what is mounted below is looked into only if it answers.</summary>
internal static unsafe class FileWalk
{
    private const int PageBytes = 32 * 1024;

    /// <summary>Their paths, in no order. Directories that may not be read are left out.</summary>
    /// <param name="root">The directory, whatever it is on.</param>
    /// <param name="skipped">Told of each directory that may not answer.</param>
    /// <param name="entered">Told of each directory before what is in it is listed, the first included.</param>
    /// <param name="unnamed">Told of the path and type (DT_FIFO and so on) of each file that has no path as text: its bytes are no UTF-8. It is not among the others.</param>
    public static IEnumerable<string> Under(string root, Action<string>? skipped = null, Action<string>? entered = null, Action<byte[], byte>? unnamed = null)
    {
        HashSet<string> waits = ForeignPath.WaitingMounts();
        Stack<byte[]> rest = new([Encoding.UTF8.GetBytes(root)]);
        while (rest.TryPop(out byte[]? directory))
        {
            if (Utf8.IsValid(directory))
                entered?.Invoke(ByteFields.Text(directory));
            List<(byte[] Path, byte Type)> entries = List(directory);
            foreach ((byte[] path, byte type) in entries)
            {
                if (type != LibC.DT_DIR)
                    continue;
                if (waits.Count > 0 && waits.Contains(Latin([.. RealPath(directory), .. path.AsSpan(path.AsSpan().LastIndexOf((byte)'/'))])))
                    skipped?.Invoke(ByteFields.Text(path));
                else
                    rest.Push(path);
            }

            foreach ((byte[] path, byte type) in entries)
            {
                if (type == LibC.DT_DIR)
                    continue;
                if (Utf8.IsValid(path))
                    yield return ByteFields.Text(path);
                else
                    unnamed?.Invoke(path, type);
            }
        }
    }

    /// <summary>Why a directory cannot be listed; no error where it can.</summary>
    public static Errno ErrorOf(string directory)
    {
        fixed (byte* path = (byte[])[.. Encoding.UTF8.GetBytes(directory), 0])
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out Errno error));
            return folder.IsOpen ? default : error;
        }
    }

    /// <summary>Whether there is no directory, of what <see cref="ErrorOf"/> says.</summary>
    public static bool IsMissing(Errno error) => error == Errno.ENOENT || error == Errno.ENOTDIR;

    /// <summary>What is in one directory, but for links and names that are no UTF-8; nothing where it may not be read or is gone. Nothing is asked what it is.</summary>
    public static IEnumerable<(string Path, bool IsDirectory)> Entries(string directory) =>
        List(Encoding.UTF8.GetBytes(directory)).Where(static one => Utf8.IsValid(one.Path)).Select(static one => (ByteFields.Text(one.Path), one.Type == LibC.DT_DIR));

    private static List<(byte[] Path, byte Type)> List(byte[] directory)
    {
        List<(byte[], byte)> found = [];
        fixed (byte* path = (byte[])[.. directory, 0])
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out _));
            if (!folder.IsOpen)
                return found;
            byte* page = stackalloc byte[PageBytes];
            ProcDirectory entries = new(folder.Number, page, PageBytes);
            while (entries.MoveNext())
            {
                ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entries.Name);
                if (entries.Type != LibC.DT_LNK && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    found.Add(([.. directory.AsSpan().TrimEnd((byte)'/'), (byte)'/', .. name], TypeOf(folder.Number, entries.Name, entries.Type)));
            }
        }

        return found;
    }

    /// <summary>As the directory has it, or where its file system does not, of the file itself.</summary>
    private static byte TypeOf(int folder, byte* name, byte type)
    {
        if (type != LibC.DT_UNKNOWN)
            return type;
        LibC.statx_t status;
        bool isKnown = LibC.statx(folder, name, LibC.AT_SYMLINK_NOFOLLOW | LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC, LibC.STATX_TYPE, &status, out _) == 0;
        return isKnown ? (byte)((status.stx_mode & LibC.S_IFMT) >> LibC.DT_SHIFT) : type;
    }

    /// <summary>Where the directory really is, as mountinfo has it.</summary>
    private static byte[] RealPath(byte[] directory)
    {
        using ProcText text = new();
        fixed (byte* path = (byte[])[.. directory, 0])
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out _));
            return folder.IsOpen
                ? text.Target(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(FormattableString.Invariant($"/proc/self/fd/{folder.Number}\0")), out _).TrimEnd((byte)'/').ToArray()
                : directory.AsSpan().TrimEnd((byte)'/').ToArray();
        }
    }

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
