using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sem_getvalue(3). It neither blocks nor makes a system call, and cannot fail.</summary>
    [LibraryImport(Library)]
    [SuppressGCTransition]
    public static partial int sem_getvalue(nint semaphore, int* value);
}
