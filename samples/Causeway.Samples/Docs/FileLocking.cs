namespace Causeway.Samples.Docs;

/// <summary>What docs/file-locks.md quotes.</summary>
public static class FileLocking
{
    public static bool OnlyOne(string path)
    {
        using FileLock? only = FileLock.TryAcquire(path);
        if (only is null)
            return false;

        return true;
    }

    public static void Update(string path, Action change)
    {
        using FileLock file = FileLock.OpenOrCreate(path);
        using (file.Lock(FileLockMode.Exclusive, timeout: TimeSpan.FromSeconds(5)))
            change();
    }

    public static async Task<bool> TransferAsync(string path, CancellationToken cancellationToken)
    {
        using RecordLock accounts = RecordLock.Open(path);
        using FileLockScope from = await accounts.LockAsync(new FileRange(0, 64), cancellationToken: cancellationToken);
        if (!accounts.TryLock(new FileRange(640, 64), out FileLockScope to))
            return false;

        using (to)
            return true;
    }

    public static string WhoHasIt(string path)
    {
        string text = "";

        foreach (FileLockEntry held in FileLocks.ListOf(path))
        {
            text += $"{held.Kind} {held.Mode} {held.Range}: {string.Join(' ', held.ProcessIds)}\n";
            foreach (FileLockEntry waiter in held.Waiters)
                text += $"  waits: {string.Join(' ', waiter.ProcessIds)}\n";
        }

        return text;
    }

    public static string? WhoIsInTheWay(RecordLock file)
    {
        string? text = null;

        if (file.FindConflict(FileRange.All) is { } conflict)
            text = $"{conflict.Range} is {conflict.Mode}, by {string.Join(' ', conflict.ProcessIds)}";

        return text;
    }
}
