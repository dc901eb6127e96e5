namespace Causeway;

/// <summary>A <see cref="NamedMutex"/> owned by the calling thread, until it is disposed.</summary>
/// <remarks>The compiler allows no await inside: the method might go on in another thread, which may not release.</remarks>
public readonly ref struct NamedMutexScope
{
    private readonly NamedMutex? _mutex;

    internal NamedMutexScope(NamedMutex mutex, bool ownerDied) => (_mutex, PreviousOwnerDied) = (mutex, ownerDied);

    /// <summary>Whether the last owner died with it, so that what it guards may be half done. Told to one owner alone.</summary>
    public bool PreviousOwnerDied { get; }

    /// <summary>Releases the mutex. A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has been released already.</exception>
    public void Dispose() => _mutex?.Release();
}
