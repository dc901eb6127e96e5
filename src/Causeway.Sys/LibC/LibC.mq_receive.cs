using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>mq_receive(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint mq_receive(SafeFileDescriptor queue, byte* buffer, nuint length, uint* priority);
}
