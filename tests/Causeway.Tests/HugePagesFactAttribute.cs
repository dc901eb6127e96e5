using System.Globalization;

namespace Causeway.Tests;

/// <summary>Skipped where no huge page of the usual size is free: no machine has any unless its administrator reserved some.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HugePagesFactAttribute : FactAttribute
{
    public HugePagesFactAttribute()
    {
        if (Pages("HugePages_Free:") <= Pages("HugePages_Rsvd:"))
            Skip = "needs free huge pages: sysctl vm.nr_hugepages=8";
    }

    private static long Pages(string label) => File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal)) is { } line
        ? long.Parse(line.AsSpan(label.Length), CultureInfo.InvariantCulture)
        : 0;
}
