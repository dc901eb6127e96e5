using System.Globalization;
using Causeway.Sys;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>Memory that nobody may touch, right before and right after that of the connections there are: a step outside ends the process.</summary>
internal sealed class GuardPages : IDisposable
{
    private const int Bytes = 1 << 20;
    private readonly List<nint> _pages = [];

    public GuardPages()
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            if (!line.Contains("/memfd:causeway", StringComparison.Ordinal))
                continue;
            long[] range = [.. line.Split(' ')[0].Split('-').Select(static one => long.Parse(one, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            TryPlace((nint)range[0] - Bytes);
            TryPlace((nint)range[1]);
        }
    }

    public void Dispose() => _pages.ForEach(static page => Assert.Equal(0, LibC.munmap(page, Bytes)));

    /// <summary>The address is a wish: where something else is, the kernel chooses another.</summary>
    private void TryPlace(nint wish)
    {
        nint page = LibC.mmap(wish, Bytes, LibC.PROT_NONE, LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS, -1, 0);
        if (page == wish)
            _pages.Add(page);
        else if (page != LibC.MAP_FAILED)
            Assert.Equal(0, LibC.munmap(page, Bytes));
    }
}
