using System.IO.MemoryMappedFiles;

namespace Crash.Tests;

/// <summary>Plain memory in a file, which the processes of a test share beside what it is about, and which outlives each of them.</summary>
internal sealed unsafe class SharedLongs : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Opens it, or makes it.</summary>
    public SharedLongs(string path, long bytes)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, bytes);
        _view = _file.CreateViewAccessor(0, bytes);
        byte* at = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref at);
        First = (long*)at;
    }

    /// <summary>The first of them.</summary>
    public long* First { get; }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
