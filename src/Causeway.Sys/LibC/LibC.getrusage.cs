using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int RUSAGE_CHILDREN = -1;

    /// <summary>getrusage(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int getrusage(int who, rusage* usage);
}
