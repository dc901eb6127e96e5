using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_timedsend(3), until an absolute time of CLOCK_REALTIME; at the time zero it waits not at all.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int mq_timedsend(SafeFileDescriptor queue, byte* message, nuint length, uint priority, timespec* until);
}
