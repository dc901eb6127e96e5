namespace Causeway;

/// <summary>A read-write lock locked by the calling thread, for reading or for writing, until it is disposed: <c>using (gate.LockRead()) { … }</c>.</summary>
/// <remarks>The compiler allows no await inside: the method might go on in another thread, which may not unlock.</remarks>
public readonly ref struct PosixReaderWriterLockScope
{
    private readonly PosixReaderWriterLock? _lock;

    internal PosixReaderWriterLockScope(PosixReaderWriterLock held) => _lock = held;

    /// <summary>Unlocks it (<see cref="PosixReaderWriterLock.Unlock"/>). A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has been unlocked already.</exception>
    public void Dispose() => _lock?.Unlock();
}
