using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_timedreceive(3), until an absolute time of CLOCK_REALTIME; at the time zero it waits not at all.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint mq_timedreceive(SafeFileDescriptor queue, byte* buffer, nuint length, uint* priority, timespec* until);
}
