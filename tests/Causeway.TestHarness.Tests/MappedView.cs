using System.IO.MemoryMappedFiles;

namespace Causeway.TestHarness.Tests;

/// <summary>A mapped file together with a view of it.</summary>
internal sealed class MappedView(MemoryMappedFile file) : IDisposable
{
    private readonly MemoryMappedViewAccessor _view = file.CreateViewAccessor();

    public void Dispose()
    {
        _view.Dispose();
        file.Dispose();
    }
}
