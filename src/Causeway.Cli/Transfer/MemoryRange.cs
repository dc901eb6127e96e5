using System.Globalization;
using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>The part of a shared memory that a verb is about.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct MemoryRange(long Offset, long Length)
{
    public static readonly VerbOption OffsetOption = new("--offset", "BYTES", "where it begins: 4096, 64K, 0x1000; 0 unless given");
    public static readonly VerbOption LengthOption = new("--length", "BYTES", "how many bytes; to the end unless given");

    public static readonly VerbOption[] Options = [OffsetOption, LengthOption];

    /// <summary>What the options name.</summary>
    /// <param name="arguments">The options.</param>
    /// <param name="size">Of the whole memory.</param>
    /// <exception cref="UsageException">Not all of it lies in the memory.</exception>
    public static MemoryRange Of(VerbArguments arguments, long size)
    {
        long offset = ByteCount.Of(arguments, OffsetOption) ?? 0;
        if (offset > size)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{OffsetOption.Name} {offset}: the memory has {Counted.Of(size, "byte")}"));
        long length = ByteCount.Of(arguments, LengthOption) ?? size - offset;
        return length <= size - offset ? new MemoryRange(offset, length)
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{LengthOption.Name} {length}: from {offset} on the memory has {Counted.Of(size - offset, "byte")}"));
    }
}
