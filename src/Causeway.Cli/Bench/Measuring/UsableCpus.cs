using System.Globalization;

namespace Causeway.Cli.Bench.Measuring;

/// <summary>The CPUs that this process may run on.</summary>
internal static class UsableCpus
{
    private const string Field = "Cpus_allowed_list:";

    /// <summary>Reads them (proc(5), status).</summary>
    public static IReadOnlyList<int> Read() =>
        Parse(File.ReadLines("/proc/self/status").Single(static line => line.StartsWith(Field, StringComparison.Ordinal))[Field.Length..]);

    /// <summary>Reads a list such as 0-3,8.</summary>
    public static IReadOnlyList<int> Parse(string list) => [.. list.Trim().Split(',').SelectMany(Range)];

    private static IEnumerable<int> Range(string range)
    {
        int[] ends = [.. range.Split('-').Select(static one => int.Parse(one, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
