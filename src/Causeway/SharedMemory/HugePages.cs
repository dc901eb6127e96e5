using System.Globalization;
using System.Numerics;
using Causeway.Sys;

namespace Causeway;

/// <summary>The huge pages of a System V segment.</summary>
internal static class HugePages
{
    private const string Folder = "/sys/kernel/mm/hugepages";

    /// <summary>The flags of shmget(2).</summary>
    /// <param name="bytes">The size of a page, 0 for the usual one; null for ordinary pages.</param>
    /// <exception cref="ArgumentOutOfRangeException">No size that a page can have.</exception>
    public static int Flags(long? bytes)
    {
        if (bytes is not { } size)
            return 0;
        if (size == 0)
            return LibC.SHM_HUGETLB;
        if (size < 0 || !BitOperations.IsPow2(size))
            throw new ArgumentOutOfRangeException(nameof(bytes), size, "the size of a huge page is a power of two; 0 for the usual one");
        return LibC.SHM_HUGETLB | (BitOperations.Log2((ulong)size) << LibC.SHM_HUGE_SHIFT);
    }

    /// <summary>The sizes that the machine has, with how many are free: <c>2048 kB (0 free)</c>.</summary>
    public static string Describe()
    {
        try
        {
            string[] sizes = [.. Directory.EnumerateDirectories(Folder, "hugepages-*kB").Order(StringComparer.Ordinal).Select(DescribeSize)];
            return sizes is [] ? "none" : string.Join(", ", sizes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    private static string DescribeSize(string folder)
    {
        string kilobytes = Path.GetFileName(folder)["hugepages-".Length..^"kB".Length];
        string free = File.ReadAllText(Path.Combine(folder, "free_hugepages")).Trim();
        return string.Create(CultureInfo.InvariantCulture, $"{kilobytes} kB ({free} free)");
    }
}
