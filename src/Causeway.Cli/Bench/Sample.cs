using System.Globalization;

namespace Causeway.Cli.Bench;

/// <summary>What a worker answers to one command: everything in nanoseconds, but the bytes that it allocated.</summary>
internal readonly record struct Sample(long ElapsedNs, long CpuNs, long AllocatedBytes, long P50, long P99, long P999)
{
    /// <summary>Reads <see cref="ToString"/>, or what the program in C prints.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Sample Parse(string line)
    {
        long[] numbers = [.. line.Split(' ').Select(static one => long.Parse(one, CultureInfo.InvariantCulture))];
        return numbers is [var elapsed, var cpu, var allocated, var p50, var p99, var p999]
            ? new Sample(elapsed, cpu, allocated, p50, p99, p999)
            : throw new FormatException($"six numbers expected, not \"{line}\"");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ElapsedNs} {CpuNs} {AllocatedBytes} {P50} {P99} {P999}");
}
