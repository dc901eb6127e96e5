using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_getattr(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int mq_getattr(SafeFileDescriptor queue, mq_attr* attributes);
}
