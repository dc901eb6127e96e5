using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>connect(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(SafeFileDescriptor socket, byte* address, uint addressBytes);
}
