using System.Diagnostics.CodeAnalysis;

namespace Causeway;

/// <summary>Paths as the kernel takes them.</summary>
internal static class KernelPath
{
    /// <summary>Refuses what C would read as another path.</summary>
    public static void Check([NotNull] string? path, string parameterName = "path")
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameterName);
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A path holds no NUL: the kernel would take what stands before it.", parameterName);
    }
}
