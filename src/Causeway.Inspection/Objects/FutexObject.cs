namespace Causeway;

/// <summary>A futex word that somebody waits at.</summary>
public sealed record FutexObject : IpcObject
{
    /// <summary>The memory it is in, if that is an object of this snapshot.</summary>
    public IpcObjectId? Memory { get; init; }

    /// <summary>What the word held; null where this user may not read it.</summary>
    public uint? Word { get; init; }

    /// <summary>The thread that owns it, for words of robust, error-checking and priority-inheriting mutexes; 0 where it is not known.</summary>
    public int OwnerThreadId { get; init; }
}
