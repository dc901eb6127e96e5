using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_destroy(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sem_destroy(nint semaphore);
}
