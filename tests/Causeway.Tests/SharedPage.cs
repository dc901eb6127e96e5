namespace Causeway.Tests;

/// <summary>A page that other processes could map, of a file that has no name.</summary>
internal static class SharedPage
{
    public static MemoryMapping Map()
    {
        using MemoryFile memory = MemoryFile.Create("page", 4096);
        return memory.Map();
    }
}
