using System.Text.RegularExpressions;

namespace Causeway.TestHarness;

/// <summary>The machine's processors, whichever of them this process may use.</summary>
public static partial class MachineProcessors
{
    /// <summary>How many it has: as many lines of /proc/stat.</summary>
    public static int Count { get; } = File.ReadLines("/proc/stat").Count(static line => OneProcessor().IsMatch(line));

    /// <summary>One that this process may use.</summary>
    public static int OneOfOurs { get; } = FirstOf(File.ReadLines("/proc/self/status").First(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)));

    private static int FirstOf(string line) => int.Parse(Number().Match(line).Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("^cpu[0-9]+ ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneProcessor();

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
