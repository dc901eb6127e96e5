using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_close(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sem_close(nint semaphore);
}
