using Causeway.Sys;

namespace Causeway.Inspection.Locks;

/// <summary>The lines of /proc/locks, and which files they are of. Immutable.</summary>
internal sealed class LockTable
{
    /// <summary>The kernel gives less than a page at a time.</summary>
    private const int CertainlyWhole = 3072;
    private const int MostReadings = 20;

    private readonly List<LockLine>? _lines;
    private readonly HashSet<ulong>? _inodes;

    /// <summary>Parses the list; lines that are malformed are left out.</summary>
    public LockTable(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return;
        _lines = [];
        _inodes = [];
        while (ByteFields.TryLine(ref text, out ReadOnlySpan<byte> line))
        {
            if (!LockLine.TryParse(line, out LockLine held))
                continue;
            _lines.Add(held);
            _inodes.Add(held.Inode);
        }
    }

    /// <summary>No locks.</summary>
    public static LockTable Empty { get; } = new(default);

    /// <summary>Reads the list.</summary>
    /// <remarks>
    /// It comes a page at a time and goes on at the number of the line: a lock that is taken or released in between has lines
    /// come twice or not at all. Lists that may not have come at once are read until two in a row are alike.
    /// </remarks>
    public static LockTable Read(ProcText text)
    {
        byte[] latest = Once(text);
        for (int readings = 1; latest.Length > CertainlyWhole && readings < MostReadings; readings++)
        {
            byte[] before = latest;
            latest = Once(text);
            if (latest.AsSpan().SequenceEqual(before))
                break;
        }

        return new LockTable(latest);
    }

    /// <summary>The identity that the locks of a file have, by its path: the device is the file system's own. Null where nothing is there.</summary>
    public static IpcObjectId? IdAt(string path) =>
        LockedInode.At(path) is { } file ? new IpcObjectId(IpcKind.FileLock, IpcObjectId.Device((uint)file.Major, (uint)file.Minor), file.Inode) : null;

    /// <summary>As the kernel listed them: those that wait after what they wait for.</summary>
    public IReadOnlyList<LockLine> Lines => _lines ?? [];

    /// <summary>Whether there are none at all, so that no file need be looked at.</summary>
    public bool IsEmpty => _lines is null or { Count: 0 };

    /// <summary>Whether a file of that number may have locks: on some device.</summary>
    public bool HasInode(ulong inode) => _inodes?.Contains(inode) == true;

    private static byte[] Once(ProcText text) => text.Read(LibC.AT_FDCWD, "/proc/locks\0"u8, out _).ToArray();
}
