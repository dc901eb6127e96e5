using Causeway.Futexes;

namespace Causeway.Tests.Futexes;

/// <summary>A test of futex_waitv itself; skipped where the kernel is older.</summary>
public sealed class WaitvFactAttribute : FactAttribute
{
    public WaitvFactAttribute()
    {
        if (!FutexWaitAny.UsesWaitv)
            Skip = "needs Linux 5.16";
    }
}
