using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_send(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int mq_send(SafeFileDescriptor queue, byte* message, nuint length, uint priority);
}
