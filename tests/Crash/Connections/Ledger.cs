namespace Crash.Tests.Connections;

/// <summary>What two processes have sent and received, session by session: plain memory beside their connection, which outlives both.</summary>
internal sealed unsafe class Ledger : IDisposable
{
    private const int Sessions = 32_768;
    private const int LongsOfSide = 8;
    private const long Bytes = Sessions * 2L * LongsOfSide * sizeof(long);
    private readonly SharedLongs _longs;

    /// <summary>Opens it, or makes it.</summary>
    public Ledger(string path) => _longs = new SharedLongs(path, Bytes);

    /// <summary>That of the one who is killed.</summary>
    public Tally VictimOf(int session) => new(_longs.First + (session % Sessions * 2 * LongsOfSide));

    /// <summary>That of the one who lives on.</summary>
    public Tally SurvivorOf(int session) => new(_longs.First + (((session % Sessions * 2) + 1) * LongsOfSide));

    public void Dispose() => _longs.Dispose();
}
