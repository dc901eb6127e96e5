using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int IN_CLOEXEC = 0x80000;
    public const int IN_NONBLOCK = 0x800;
    public const uint IN_MOVED_FROM = 0x40;
    public const uint IN_MOVED_TO = 0x80;
    public const uint IN_CREATE = 0x100;
    public const uint IN_DELETE = 0x200;
    public const uint IN_MOVE_SELF = 0x800;
    public const uint IN_Q_OVERFLOW = 0x4000;
    public const uint IN_IGNORED = 0x8000;
    public const uint IN_ONLYDIR = 0x100_0000;
    public const uint IN_DONT_FOLLOW = 0x200_0000;
    public const uint IN_ISDIR = 0x4000_0000;

    /// <summary>struct inotify_event; its name of len bytes, filled up with zeros, comes after it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct inotify_event
    {
        public int wd;
        public uint mask;
        public uint cookie;
        public uint len;
    }

    /// <summary>inotify_init1(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int inotify_init1(int flags);

    /// <summary>inotify_add_watch(2). A directory that is watched already keeps its number.</summary>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int inotify_add_watch(SafeFileDescriptor descriptor, string path, uint mask);

    /// <summary>inotify_rm_watch(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int inotify_rm_watch(SafeFileDescriptor descriptor, int watch);
}
