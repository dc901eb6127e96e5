using System.Globalization;
using System.Numerics;
using Causeway.Sys;

namespace Causeway;

/// <summary>The machine's pools of huge pages, and how mmap(2) and memfd_create(2) are told which one.</summary>
internal static class HugePagePool
{
    private const string Folder = "/sys/kernel/mm/hugepages";

    /// <summary>The bits that say the size, beside MAP_HUGETLB or MFD_HUGETLB: the same for both.</summary>
    /// <param name="pageBytes">The size of a page, 0 for the usual one.</param>
    /// <exception cref="ArgumentOutOfRangeException">No size that a page can have.</exception>
    public static int SizeFlag(long pageBytes)
    {
        if (pageBytes < 0 || (pageBytes != 0 && !BitOperations.IsPow2(pageBytes)))
            throw new ArgumentOutOfRangeException(nameof(pageBytes), pageBytes, "The size of a huge page is a power of two; 0 for the usual one.");
        return pageBytes == 0 ? 0 : BitOperations.Log2((ulong)pageBytes) << LibC.MAP_HUGE_SHIFT;
    }

    /// <summary>The size of the usual pages (Hugepagesize in /proc/meminfo); 0 where the kernel has none.</summary>
    public static long UsualBytes()
    {
        const string Label = "Hugepagesize:";
        string? line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line.AsSpan(Label.Length, line.Length - Label.Length - " kB".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>What to do about ENOMEM or EINVAL: what the pool has, and how to enlarge it.</summary>
    /// <param name="pageBytes">The size of a page, 0 for the usual one.</param>
    /// <param name="lengthBytes">How much was asked for.</param>
    public static string Remedy(long pageBytes, long lengthBytes)
    {
        long size = pageBytes == 0 ? UsualBytes() : pageBytes;
        string pool = string.Create(CultureInfo.InvariantCulture, $"{Folder}/hugepages-{size / 1024}kB");
        if (size == 0 || !Directory.Exists(pool))
            return string.Create(CultureInfo.InvariantCulture, $"this machine has no huge pages of {size} bytes; it has those in {Folder}");
        long needed = ((lengthBytes - 1) / size) + 1;
        return string.Create(CultureInfo.InvariantCulture,
            $"huge pages of {size} bytes that are needed: {needed}; of the {Number(pool, "nr_hugepages")} in the pool {Number(pool, "free_hugepages")} are free, {Number(pool, "resv_hugepages")} of them promised: raise {pool}/nr_hugepages");
    }

    private static string Number(string pool, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(pool, name)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "?";
        }
    }
}
