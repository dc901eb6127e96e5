namespace Causeway;

/// <summary>A mutex locked by the calling thread, until it is disposed: <c>using (mutex.Lock()) { … }</c>.</summary>
/// <remarks>The compiler allows no await inside: the method might go on in another thread, which may not unlock.</remarks>
public readonly ref struct PosixMutexScope
{
    private readonly PosixMutex? _mutex;

    internal PosixMutexScope(PosixMutex mutex) => _mutex = mutex;

    /// <summary>Unlocks the mutex (<see cref="PosixMutex.Unlock"/>). A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has been unlocked already.</exception>
    public void Dispose() => _mutex?.Unlock();
}
