using System.IO.MemoryMappedFiles;

namespace Crash.Tests.Connections;

/// <summary>What two processes have sent and received, session by session: plain memory beside their connection, which outlives both.</summary>
internal sealed unsafe class Ledger : IDisposable
{
    private const int Sessions = 32_768;
    private const int LongsOfSide = 8;
    private const long Bytes = Sessions * 2L * LongsOfSide * sizeof(long);
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _longs;

    /// <summary>Opens it, or makes it.</summary>
    public Ledger(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Bytes);
        _view = _file.CreateViewAccessor(0, Bytes);
        byte* at = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref at);
        _longs = (long*)at;
    }

    /// <summary>That of the one who is killed.</summary>
    public Tally VictimOf(int session) => new(_longs + (session % Sessions * 2 * LongsOfSide));

    /// <summary>That of the one who lives on.</summary>
    public Tally SurvivorOf(int session) => new(_longs + (((session % Sessions * 2) + 1) * LongsOfSide));

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
