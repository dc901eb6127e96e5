using System.Collections;
using System.Numerics;

namespace Causeway;

/// <summary>A set of signals (sigset_t), as a value.</summary>
public readonly record struct SignalSet : IEnumerable<Signal>
{
    private SignalSet(ulong bits) => Bits = bits;

    /// <summary>No signal.</summary>
    public static SignalSet Empty => default;

    /// <summary>All 64 signals.</summary>
    public static SignalSet All => new(ulong.MaxValue);

    /// <summary>Bit n-1 is signal n, as the kernel has it.</summary>
    internal ulong Bits { get; }

    /// <summary>The set of these signals.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not a number from 1 to 64.</exception>
    public static SignalSet Of(params ReadOnlySpan<Signal> signals)
    {
        ulong bits = 0;
        foreach (Signal signal in signals)
        {
            signal.ThrowIfInvalid(nameof(signals));
            bits |= 1UL << (signal.Number - 1);
        }

        return new SignalSet(bits);
    }

    /// <summary>The set of the kernel's bits.</summary>
    internal static SignalSet OfBits(ulong bits) => new(bits);

    /// <summary>Whether the signal is in the set.</summary>
    public bool Contains(Signal signal) => signal.Number is >= 1 and <= Signal.Maximum && (Bits >> (signal.Number - 1) & 1) != 0;

    /// <summary>Whether all of the other's signals are in this set.</summary>
    public bool IsSupersetOf(SignalSet other) => (other.Bits & ~Bits) == 0;

    /// <inheritdoc/>
    public IEnumerator<Signal> GetEnumerator()
    {
        for (ulong left = Bits; left != 0; left &= left - 1)
            yield return new Signal(BitOperations.TrailingZeroCount(left) + 1);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', this);
}
