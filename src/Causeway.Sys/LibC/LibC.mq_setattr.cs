using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_setattr(3). Of the attributes it takes O_NONBLOCK in mq_flags and ignores the rest.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int mq_setattr(SafeFileDescriptor queue, mq_attr* attributes, mq_attr* previous);
}
