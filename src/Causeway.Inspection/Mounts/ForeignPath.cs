using System.Globalization;
using System.Text;
using Causeway.Sys;

namespace Causeway.Inspection.Mounts;

/// <summary>Looks at a file by its path as another process sees it, and goes only through file systems that answer.</summary>
/// <remarks>
/// Each step is looked at before it is taken: links are read and followed here, from that process's root, and where something is mounted
/// is known from its mountinfo. What is mounted or moved meanwhile is not noticed. Latin-1 keeps the bytes of names as they are.
/// </remarks>
internal static unsafe class ForeignPath
{
    private const int MostLinks = 40;
    private const uint Mask = LibC.STATX_TYPE | LibC.STATX_MODE | LibC.STATX_UID | LibC.STATX_INO | LibC.STATX_NLINK;

    /// <summary>The status of what is there, of a link itself where it is the last.</summary>
    /// <param name="processId">Who sees it so.</param>
    /// <param name="path">From its root.</param>
    /// <param name="status">What was found.</param>
    /// <returns>False: nothing is there, this user may not look, or the path leads through what may not answer.</returns>
    public static bool TryLook(int processId, ReadOnlySpan<byte> path, out LibC.statx_t status) => TryLook(processId, path, out status, out _);

    /// <summary>The same, and the path without links and dots.</summary>
    public static bool TryLook(int processId, ReadOnlySpan<byte> path, out LibC.statx_t status, out byte[] whole)
    {
        (status, whole) = (default, []);
        Dictionary<string, bool> mounts = MountsOf(processId);
        if (path.IsEmpty || path[0] != (byte)'/' || Resolve(processId, Encoding.Latin1.GetString(path), mounts) is not { } found)
            return false;
        whole = Encoding.Latin1.GetBytes(found);
        fixed (byte* name = Below(processId, found))
        fixed (LibC.statx_t* filled = &status)
            return LibC.statx(LibC.AT_FDCWD, name, LibC.AT_SYMLINK_NOFOLLOW | LibC.AT_NO_AUTOMOUNT | LibC.AT_STATX_DONT_SYNC, Mask, filled, out _) == 0;
    }

    /// <summary>The names in a folder, with a slash at its end, that something is mounted over or below, as this process sees it.</summary>
    public static HashSet<string> MountPointsBelow(ReadOnlySpan<byte> folder)
    {
        string prefix = Encoding.Latin1.GetString(folder);
        return [.. MountsOf(Environment.ProcessId).Keys.Where(point => point.StartsWith(prefix, StringComparison.Ordinal)).Select(point => point[prefix.Length..].Split('/')[0])];
    }

    /// <summary>Where something is mounted that may not answer, as this process sees it.</summary>
    public static HashSet<string> WaitingMounts() => [.. MountsOf(Environment.ProcessId).Where(static one => !one.Value).Select(static one => one.Key)];

    /// <summary>The path without links and dots; null where it leads through what may not answer.</summary>
    private static string? Resolve(int processId, string path, Dictionary<string, bool> mounts)
    {
        using ProcText text = new();
        Stack<string> rest = new(Parts(path));
        List<string> found = [];
        int links = 0;
        if (!mounts.GetValueOrDefault("/"))
            return null;
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                found.RemoveRange(Math.Max(0, found.Count - 1), Math.Min(1, found.Count));
                continue;
            }

            string next = "/" + string.Join('/', found.Append(part));
            if (mounts.TryGetValue(next, out bool answers))
            {
                if (!answers)
                    return null;
                found.Add(part);
                continue;
            }

            ReadOnlySpan<byte> link = text.Target(LibC.AT_FDCWD, Below(processId, next), out _);
            if (link.IsEmpty)
            {
                found.Add(part);
                continue;
            }

            if (++links > MostLinks)
                return null;
            if (link[0] == (byte)'/')
                found.Clear();
            foreach (string one in Parts(Encoding.Latin1.GetString(link)))
                rest.Push(one);
        }

        return "/" + string.Join('/', found);
    }

    /// <summary>The last first.</summary>
    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(static part => part is not ("" or ".")).Reverse();

    private static byte[] Below(int processId, string path) => Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/root{path}\0"));

    /// <summary>Where something is mounted, and whether what is on top there answers.</summary>
    private static Dictionary<string, bool> MountsOf(int processId)
    {
        using ProcText text = new();
        Dictionary<string, bool> mounts = [];
        ReadOnlySpan<byte> rest = text.Read(LibC.AT_FDCWD, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/mountinfo\0")), out _);
        while (ByteFields.TryLine(ref rest, out ReadOnlySpan<byte> line))
        {
            if (MountLine.TryParse(line, out MountLine one))
                mounts[Unescape(Encoding.Latin1.GetString(one.Point))] = FileSystemTypes.SortOf(one.Type) != MountSort.Foreign;
        }

        return mounts;
    }

    private static string Unescape(string path) => path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
