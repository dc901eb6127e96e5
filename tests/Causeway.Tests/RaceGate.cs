namespace Causeway.Tests;

/// <summary>How processes of a race wait for one another: the words at the beginning of shared memory, as tests/Peers/race_gate.h and the peers' struct gate have them.</summary>
internal sealed class RaceGate(MemoryMapping mapping)
{
    public RaceWord Round { get; } = new(mapping, 0);

    public RaceWord Done { get; } = new(mapping, 4);

    public RaceWord Created { get; } = new(mapping, 8);

    public RaceWord Bad { get; } = new(mapping, 12);

    public RaceWord Ready { get; } = new(mapping, 16);

    public RaceWord Deleted { get; } = new(mapping, 20);

    /// <summary>Of the object that the first of the round has.</summary>
    public ref long Id => ref mapping.GetReference<long>(24);
}

/// <summary>One of its words, waited for as a futex.</summary>
internal sealed class RaceWord(MemoryMapping mapping, long offset)
{
    private readonly Futex _futex = new(mapping, offset);

    public int Word
    {
        get => Volatile.Read(ref _futex.Word);
        set => Volatile.Write(ref _futex.Word, value);
    }

    public void Set(int value)
    {
        Interlocked.Exchange(ref _futex.Word, value);
        _futex.WakeAll();
    }

    public void Add()
    {
        Interlocked.Increment(ref _futex.Word);
        _futex.WakeAll();
    }

    public int AwaitOther(int seen)
    {
        int now;
        while ((now = Word) == seen)
            _futex.Wait(seen);
        return now;
    }

    public void AwaitAtLeast(int count)
    {
        int now;
        while ((now = Word) < count)
            _futex.Wait(now, TimeSpan.FromMinutes(TestLoad.IsLong ? 10 : 1));
    }
}
