using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>The two values of a limit (setrlimit(2)).</summary>
/// <param name="Soft">What counts. The process may raise it up to <paramref name="Hard"/>.</param>
/// <param name="Hard">What it may be raised to; only root raises this one.</param>
public readonly record struct ResourceLimitValues(ulong Soft, ulong Hard)
{
    /// <summary>No limit (RLIM_INFINITY).</summary>
    public const ulong Unlimited = LibC.RLIM_INFINITY;

    /// <summary>The same for both.</summary>
    public ResourceLimitValues(ulong both)
        : this(both, both)
    {
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Text(Soft)}:{Text(Hard)}";

    private static string Text(ulong value) => value == Unlimited ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);
}
