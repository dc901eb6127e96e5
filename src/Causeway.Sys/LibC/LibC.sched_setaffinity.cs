using System.Runtime.InteropServices;

namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>sched_setaffinity(2): on which processors a thread may run, a bit for each; 0 is the calling thread.</summary>
    public static int sched_setaffinity(int thread, nuint bytes, ulong* processors, out Errno error)
    {
        int result = sched_setaffinity(thread, bytes, processors);
        error = Errno.Of(result);
        return result;
    }

    [LibraryImport(Library)]
    private static partial int sched_setaffinity(int thread, nuint bytes, ulong* processors);
}
