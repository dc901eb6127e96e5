using System.Runtime.InteropServices;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>The files below a directory. Links are not followed, and what is mounted below is looked into only if it answers.</summary>
internal static unsafe class FileWalk
{
    private const int PageBytes = 32 * 1024;

    /// <summary>Their paths, in no order. Directories that may not be read are left out, and names that are no UTF-8.</summary>
    /// <param name="root">The directory, whatever it is on.</param>
    /// <param name="skipped">Told of each directory that may not answer.</param>
    /// <param name="entered">Told of each directory before what is in it is listed, the first included.</param>
    public static IEnumerable<string> Under(string root, Action<string>? skipped = null, Action<string>? entered = null)
    {
        HashSet<string> waits = ForeignPath.WaitingMounts();
        Stack<string> rest = new([root]);
        while (rest.TryPop(out string? directory))
        {
            List<string> files = [];
            entered?.Invoke(directory);
            foreach ((string path, bool isDirectory) in Entries(directory))
            {
                if (!isDirectory)
                    files.Add(path);
                else if (waits.Count > 0 && waits.Contains(Latin([.. RealPath(directory), .. Encoding.UTF8.GetBytes(path[path.LastIndexOf('/')..])])))
                    skipped?.Invoke(path);
                else
                    rest.Push(path);
            }

            foreach (string file in files)
                yield return file;
        }
    }

    /// <summary>What is in one directory, but for links; nothing where it may not be read or is gone. Nothing is asked what it is.</summary>
    public static List<(string Path, bool IsDirectory)> Entries(string directory)
    {
        List<(string, bool)> found = [];
        fixed (byte* path = Encoding.UTF8.GetBytes(directory + '\0'))
        {
            using RawDescriptor folder = new(LibC.openat(LibC.AT_FDCWD, path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, out _));
            if (!folder.IsOpen)
                return found;
            byte* page = stackalloc byte[PageBytes];
            ProcDirectory entries = new(folder.Number, page, PageBytes);
            while (entries.MoveNext())
            {
                ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entries.Name);
                if (entries.Type != LibC.DT_LNK && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8) && Utf8IsValid(name))
                    found.Add(($"{directory.TrimEnd('/')}/{ByteFields.Text(name)}", IsDirectory(folder.Number, entries.Name, entries.Type)));
            }
        }

        return found;
    }

    private static bool IsDirectory(int folder, byte* name, byte type)
    {
        if (type != LibC.DT_UNKNOWN)
            return type == LibC.DT_DIR;
        LibC.statx_t status;
        return LibC.statx(folder, name, LibC.AT_SYMLINK_NOFOLLOW | LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC, LibC.STATX_TYPE, &status, out _) == 0 && (status.stx_mode & LibC.S_IFMT) == LibC.S_IFDIR;
    }

    private static bool Utf8IsValid(ReadOnlySpan<byte> name) => System.Text.Unicode.Utf8.IsValid(name);

    /// <summary>Where the directory really is, as mountinfo has it.</summary>
    private static ReadOnlySpan<byte> RealPath(string directory)
    {
        using ProcText text = new();
        int number = LibC.open(directory, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        if (number < 0)
            return Encoding.UTF8.GetBytes(directory.TrimEnd('/'));
        using SafeFileDescriptor folder = new(number);
        return text.Target(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(FormattableString.Invariant($"/proc/self/fd/{folder.Number}\0")), out _).TrimEnd((byte)'/').ToArray();
    }

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
