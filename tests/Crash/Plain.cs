using System.IO.MemoryMappedFiles;

namespace Crash.Tests;

/// <summary>Plain memory that the processes of a test share, beside the objects that it is about.</summary>
internal sealed unsafe class Plain : IDisposable
{
    public const int Objects = 8;
    public const int Workers = 32;
    private const int Progress = 16 + (Objects * Guarded.Longs);
    private const int Bytes = 4096;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _longs;

    private Plain(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Bytes);
        _view = _file.CreateViewAccessor(0, Bytes);
        byte* at = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref at);
        _longs = (long*)at;
    }

    /// <summary>The round that survivors work in; they rest after it. -1: they end.</summary>
    public ref long Round => ref _longs[0];

    /// <summary>The last round whose victim is gone.</summary>
    public ref long Over => ref _longs[1];

    /// <summary>Numbers for names.</summary>
    public ref long Names => ref _longs[2];

    public static Plain Open(string path) => new(path);

    public Guarded GuardedOf(int number, int units) => new(_longs + 16 + (number * Guarded.Longs), units);

    /// <summary>How often a worker got what it wanted.</summary>
    public ref long ProgressOf(int worker) => ref _longs[Progress + worker];

    /// <summary>The last round that a worker has finished.</summary>
    public ref long FinishedBy(int worker) => ref _longs[Progress + Workers + worker];

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
