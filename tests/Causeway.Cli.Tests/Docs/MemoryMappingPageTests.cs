using Causeway.Samples.Docs;

namespace Causeway.Cli.Tests.Docs;

/// <summary>The code of docs/memory-mapping.md does what that says.</summary>
public sealed class MemoryMappingPageTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("causeway-docs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Examples_DoWhatTheySay()
    {
        string path = Path.Combine(_directory.FullName, "visits");
        Assert.Equal(1, MemoryMappings.Count(path));

        using (MemoryMapping mapping = MemoryMapping.OpenFile(path))
        using (MemoryStream stream = new())
        {
            await MemoryMappings.SendAsync(mapping, stream, default);
            Assert.Equal(File.ReadAllBytes(path), stream.ToArray());
        }

        MemoryMappings.PatchPrivately(path);
        Assert.Equal(1, File.ReadAllBytes(path)[0]);
        Assert.StartsWith("0100000000000000", MemoryMappings.ReadFromAStranger(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Grow_ObjectThenMapping()
    {
        string name = $"/causeway-docs-{Environment.ProcessId}-grow";
        using PosixSharedMemory memory = PosixSharedMemory.Create(name, 4096);
        PosixSharedMemory.Delete(name);
        using MemoryMapping mapping = MemoryMapping.Map(memory);
        mapping.Span[5] = 5;
        MemoryMappings.Grow(memory, mapping);

        Assert.Equal(8192, mapping.Length);
        Assert.Equal(5, mapping.Span[5]);
        mapping.Span[^1] = 1;
    }
}
