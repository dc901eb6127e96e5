using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>getpgid(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getpgid(int processId);
}
