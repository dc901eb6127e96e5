namespace Causeway.Tests.FileLocks;

/// <summary>Random locks of three holders, against an array of bytes with their holders.</summary>
public sealed class RecordLockModelTests : IDisposable
{
    private const int Bytes = 24;
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryLock_AnyOrder_IsWhatTheModelSays()
    {
        Random random = TestLoad.NewRandom();
        string path = _directory.PathOf("data");
        RecordLock[] holders = [RecordLock.Create(path), RecordLock.Open(path), RecordLock.Open(path)];
        List<(int Holder, FileRange Range, FileLockMode Mode)> held = [];
        for (int step = 0; step < TestLoad.Rounds(40_000); step++)
        {
            int holder = random.Next(holders.Length);
            if (held.Count > 0 && random.Next(3) == 0)
            {
                var gone = held[random.Next(held.Count)];
                held.Remove(gone);
                holders[gone.Holder].Unlock(gone.Range);
                continue;
            }

            FileRange range = random.Next(6) == 0 ? FileRange.From(random.Next(Bytes)) : new FileRange(random.Next(Bytes), 1 + random.Next(4));
            FileLockMode mode = (FileLockMode)random.Next(2);
            if (held.Exists(one => one.Holder == holder && one.Range.Overlaps(range)))
            {
                Assert.Throws<InvalidOperationException>(() => holders[holder].TryLock(range, mode));
                continue;
            }

            bool free = !held.Exists(one => one.Holder != holder && one.Range.Overlaps(range) && (one.Mode == FileLockMode.Exclusive || mode == FileLockMode.Exclusive));
            if (free || step % 256 == 0) // who is in the way is looked for in all of /proc
                Assert.Equal(free, holders[holder].FindConflict(range, mode) is null);
            Assert.Equal(free, holders[holder].TryLock(range, mode));
            if (free)
                held.Add((holder, range, mode));
        }

        Array.ForEach(holders, one => one.Dispose());
        Assert.Empty(Causeway.FileLocks.ListOf(path));
    }
}
