using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <summary>A range of a file's bytes, which need not be there. The default is the whole file, however it grows.</summary>
public readonly record struct FileRange
{
    /// <summary>The kernel's word for a range without an end.</summary>
    private const long ToTheEnd = 0;

    /// <summary>So many bytes.</summary>
    /// <param name="start">The first byte, 0 or more.</param>
    /// <param name="length">How many, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is less, or the last byte would be beyond 2^63 - 1.</exception>
    public FileRange(long start, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length - 1, long.MaxValue - start, nameof(length));
        Start = start;
        Extent = length;
    }

    private FileRange(long start) => Start = start;

    /// <summary>The whole file, however it grows.</summary>
    public static FileRange All => default;

    /// <summary>The first byte.</summary>
    public long Start { get; }

    /// <summary>How many bytes; null for all that are or will be there.</summary>
    public long? Length => Extent == ToTheEnd ? null : Extent;

    /// <summary>As in struct flock.</summary>
    private long Extent { get; }

    private long Last => Extent == ToTheEnd ? long.MaxValue : Start + (Extent - 1);

    /// <summary>Everything from a byte on, however the file grows.</summary>
    /// <param name="start">The first byte, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public static FileRange From(long start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        return new FileRange(start);
    }

    /// <summary>Whether both have a byte in common.</summary>
    public bool Overlaps(FileRange other) => Start <= other.Last && other.Start <= Last;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Start}:{(Length is { } length ? length : "end")}");

    /// <summary>As /proc/locks has it: the first and the last byte, or none for the end.</summary>
    internal static FileRange Between(long first, long? last) =>
        last is { } end and < long.MaxValue ? new FileRange(first, end - first + 1) : new FileRange(first);

    internal LibC.flock_t ToRecord(short type) => new() { l_type = type, l_whence = LibC.SEEK_SET, l_start = Start, l_len = Extent };

    internal static FileRange Of(LibC.flock_t record) => record.l_len == ToTheEnd ? new FileRange(record.l_start) : new FileRange(record.l_start, record.l_len);

    /// <summary>What is left of it behind another range; null for nothing.</summary>
    internal FileRange? Behind(FileRange other) =>
        other.Last >= Last ? null : other.Last < Start ? this : Between(other.Last + 1, Extent == ToTheEnd ? null : Last);
}
