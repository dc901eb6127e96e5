using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>shmdt(2). Whoever detaches what it attached has no use for the error.</summary>
    [LibraryImport(Library)]
    public static partial int shmdt(nint address);
}
