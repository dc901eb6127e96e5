namespace Causeway;

/// <summary>A set of kinds, as a value.</summary>
public readonly record struct IpcKinds
{
    private IpcKinds(uint bits) => Bits = bits;

    /// <summary>Every kind.</summary>
    public static IpcKinds All { get; } = new((1u << ((int)IpcKind.Connection + 1)) - 1);

    /// <summary>The three of System V.</summary>
    public static IpcKinds SysV { get; } = Of(IpcKind.SysVQueue, IpcKind.SysVSegment, IpcKind.SysVSemaphores);

    private uint Bits { get; }

    /// <summary>The set of these kinds.</summary>
    public static IpcKinds Of(params ReadOnlySpan<IpcKind> kinds)
    {
        uint bits = 0;
        foreach (IpcKind kind in kinds)
            bits |= 1u << (int)kind;
        return new IpcKinds(bits);
    }

    /// <summary>Whether the kind is in the set.</summary>
    public bool Contains(IpcKind kind) => (Bits >> (int)kind & 1) != 0;

    /// <summary>Whether both have a kind in common.</summary>
    public bool Overlaps(IpcKinds other) => (Bits & other.Bits) != 0;

    /// <summary>The kinds without those of another set.</summary>
    public IpcKinds Except(IpcKinds other) => new(Bits & ~other.Bits);

    /// <summary>The kinds of both.</summary>
    public IpcKinds Union(IpcKinds other) => new(Bits | other.Bits);
}
