using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int RLIMIT_MEMLOCK = 8;
    public const int RLIMIT_MSGQUEUE = 12;

    /// <summary>No limit.</summary>
    public const ulong RLIM_INFINITY = ulong.MaxValue;

    /// <summary>struct rlimit of the 64-bit architectures.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct rlimit
    {
        public ulong rlim_cur;
        public ulong rlim_max;
    }

    /// <summary>getrlimit(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getrlimit(int resource, rlimit* limit);
}
