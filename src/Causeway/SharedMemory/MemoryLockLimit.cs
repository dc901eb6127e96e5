using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>How much memory a process without CAP_IPC_LOCK may have locked (getrlimit(2), RLIMIT_MEMLOCK).</summary>
internal static class MemoryLockLimit
{
    /// <summary>The limit, as in <c>8388608 bytes</c>.</summary>
    public static unsafe string Describe()
    {
        LibC.rlimit limit;
        return LibC.getrlimit(LibC.RLIMIT_MEMLOCK, &limit) != 0 ? "an unknown number of bytes"
            : limit.rlim_cur == LibC.RLIM_INFINITY ? "any number of bytes"
            : string.Create(CultureInfo.InvariantCulture, $"{limit.rlim_cur} bytes");
    }
}
