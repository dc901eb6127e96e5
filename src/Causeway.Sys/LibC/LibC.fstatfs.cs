using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const long HUGETLBFS_MAGIC = 0x958458F6;

    /// <summary>The first two fields of struct statfs; the rest is room.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 120)]
    public struct statfs
    {
        public long f_type;
        public long f_bsize;
    }

    /// <summary>fstatfs(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int fstatfs(SafeFileDescriptor descriptor, statfs* status);
}
