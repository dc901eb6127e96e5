namespace Causeway;

/// <summary>A spin lock locked by the calling thread, until it is disposed: <c>using (spin.Lock()) { … }</c>.</summary>
/// <remarks>The compiler allows no await inside: the method might go on in another thread, which may not unlock.</remarks>
public readonly ref struct PosixSpinLockScope
{
    private readonly PosixSpinLock? _spinLock;

    internal PosixSpinLockScope(PosixSpinLock spinLock) => _spinLock = spinLock;

    /// <summary>Unlocks it (<see cref="PosixSpinLock.Unlock"/>). A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has been unlocked already.</exception>
    public void Dispose() => _spinLock?.Unlock();
}
