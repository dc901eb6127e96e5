using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_getvalue(3).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int sem_getvalue(nint semaphore, int* value);
}
