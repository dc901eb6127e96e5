namespace Causeway;

/// <summary>Which system calls a tracer stops its handler for, by their numbers on this architecture (syscalls(2)).</summary>
/// <remarks>Calls that are not in the set pass without the handler, and without anything allocated.</remarks>
public readonly struct SystemCallSet
{
    private readonly ulong[]? _bits;
    private readonly bool _isAll;

    private SystemCallSet(ulong[]? bits, bool isAll)
    {
        _bits = bits;
        _isAll = isAll;
    }

    /// <summary>No call: the program runs without a stop at its calls.</summary>
    public static SystemCallSet None => default;

    /// <summary>Every call, those of other architectures that this kernel runs (32-bit programs) included.</summary>
    public static SystemCallSet All => new(bits: null, isAll: true);

    /// <summary>Whether it has no call at all.</summary>
    public bool IsEmpty => !_isAll && _bits is null;

    /// <summary>The calls of these numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not from 0 to 4095.</exception>
    public static SystemCallSet Of(params ReadOnlySpan<int> numbers)
    {
        if (numbers.IsEmpty)
            return None;
        ulong[] bits = new ulong[4096 / 64];
        foreach (int number in numbers)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(numbers));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 4095, nameof(numbers));
            bits[number >> 6] |= 1UL << (number & 63);
        }

        return new SystemCallSet(bits, isAll: false);
    }

    /// <summary>Whether the call is in the set.</summary>
    public bool Contains(long number) =>
        _isAll || (_bits is { } bits && (ulong)number < (ulong)bits.Length * 64 && (bits[number >> 6] >> (int)(number & 63) & 1) != 0);
}
