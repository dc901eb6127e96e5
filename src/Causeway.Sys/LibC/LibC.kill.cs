using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>kill(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int kill(int processId, int signal);
}
