using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>bind(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int bind(SafeFileDescriptor socket, byte* address, uint addressBytes);
}
