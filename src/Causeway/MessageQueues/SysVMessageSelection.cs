using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>Which message a receive takes (the msgtyp of msgrcv(2)). The default is <see cref="Any"/>.</summary>
public readonly record struct SysVMessageSelection
{
    private SysVMessageSelection(long type, int flags)
    {
        Type = type;
        Flags = flags;
    }

    /// <summary>The oldest message, whatever its type.</summary>
    public static SysVMessageSelection Any => default;

    internal long Type { get; }

    internal int Flags { get; }

    /// <summary>The oldest message of this type.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is less than 1.</exception>
    public static SysVMessageSelection Exactly(long type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        return new SysVMessageSelection(type, 0);
    }

    /// <summary>The message of the lowest type that is at most this; the oldest of that type. A queue by priority, 1 first.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is less than 1.</exception>
    public static SysVMessageSelection LowestUpTo(long type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        return new SysVMessageSelection(-type, 0);
    }

    /// <summary>The oldest message of any type but this (MSG_EXCEPT).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is less than 1.</exception>
    public static SysVMessageSelection Except(long type)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        return new SysVMessageSelection(type, LibC.MSG_EXCEPT);
    }

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { Type: 0 } => "any type",
        { Flags: not 0 } => string.Create(CultureInfo.InvariantCulture, $"any type but {Type}"),
        { Type: < 0 } => string.Create(CultureInfo.InvariantCulture, $"lowest type up to {-Type}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"type {Type}"),
    };
}
