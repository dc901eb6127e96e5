namespace Causeway.Tests;

/// <summary>A test of what glibc alone does; skipped where the C library is another.</summary>
public sealed class GlibcFactAttribute : FactAttribute
{
    public GlibcFactAttribute()
    {
        if (Sys.LibC.Export("gnu_get_libc_version") == 0)
            Skip = "needs glibc";
    }
}
