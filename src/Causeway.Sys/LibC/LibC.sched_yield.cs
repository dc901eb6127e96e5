using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sched_yield(2).</summary>
    [LibraryImport(Library)]
    public static partial int sched_yield();
}
