using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int CLOCK_REALTIME = 0;
    public const int CLOCK_MONOTONIC = 1;

    /// <summary>struct timespec of the 64-bit architectures.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct timespec
    {
        public long tv_sec;
        public long tv_nsec;
    }

    /// <summary>clock_gettime(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int clock_gettime(int clock, timespec* time);
}
