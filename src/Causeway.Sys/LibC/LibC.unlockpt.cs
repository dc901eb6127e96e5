using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>unlockpt(3): the slave may be opened.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int unlockpt(SafeFileDescriptor master);
}
