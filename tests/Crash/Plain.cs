namespace Crash.Tests;

/// <summary>Plain memory that the processes of a test share, beside the objects that it is about.</summary>
internal sealed unsafe class Plain : IDisposable
{
    /// <summary>How many contests there are.</summary>
    public const int Contests = 10;
    private const int Workers = 4 * Contests;
    private const int MostGuarded = 12;
    private const int MostVictims = 8;
    private const int Progress = 16 + (MostGuarded * Guarded.Longs);
    private const int Victims = Progress + (2 * Workers);
    private const int Bytes = 4096;
    private readonly SharedLongs _shared;
    private readonly long* _longs;

    private Plain(string path)
    {
        _shared = new SharedLongs(path, Bytes);
        _longs = _shared.First;
    }

    /// <summary>The round that survivors work in; they rest after it. -1: they end.</summary>
    public ref long Round => ref _longs[0];

    /// <summary>The last round whose victim is gone.</summary>
    public ref long Over => ref _longs[1];

    /// <summary>Numbers for names.</summary>
    public ref long Names => ref _longs[2];

    public static Plain Open(string path) => new(path);

    /// <summary>What an object guards.</summary>
    /// <param name="number">Which.</param>
    /// <param name="units">How many it lets in at once.</param>
    /// <param name="tells">Whether whoever comes in is told of a death inside.</param>
    public Guarded GuardedOf(int number, int units, bool tells = true) => new(_longs + 16 + (number * Guarded.Longs), units, tells && units == 1);

    /// <summary>How often a worker got what it wanted.</summary>
    public ref long ProgressOf(int worker) => ref _longs[Progress + worker];

    /// <summary>The last round that a worker has finished.</summary>
    public ref long FinishedBy(int worker) => ref _longs[Progress + Workers + worker];

    /// <summary>In how many contests a victim, of so many at the same time, has been.</summary>
    public ref long EntriesOf(int victim) => ref _longs[Victims + (victim % MostVictims)];

    public void Dispose() => _shared.Dispose();
}
