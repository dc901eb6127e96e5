using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A page of POSIX shared memory that workers map, in C as here (<c>bench/shared.h</c>).</summary>
internal static class SharedPage
{
    private const int Bytes = 4096;

    /// <summary>Makes one.</summary>
    /// <param name="argumentsOf">What each end is told, given the page's name.</param>
    /// <param name="initialize">Makes what is in it.</param>
    public static IBenchLink Link(Func<string, LinkEnd, IReadOnlyList<string>> argumentsOf, Action<MemoryMapping>? initialize = null)
    {
        string name = UniqueName.Create("/", "bench");
        PosixSharedMemory.Create(name, Bytes).Dispose();
        NamedLink link = new(end => argumentsOf(name, end), () => PosixSharedMemory.TryDelete(name));
        try
        {
            using MemoryMapping page = Map(name);
            initialize?.Invoke(page);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Maps it.</summary>
    public static MemoryMapping Map(string name)
    {
        using var memory = PosixSharedMemory.Open(name);
        return MemoryMapping.Map(memory);
    }
}
