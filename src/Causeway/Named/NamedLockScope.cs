namespace Causeway;

/// <summary>A <see cref="NamedLock"/> that is held, until it is disposed. For one owner: a copy would release it twice.</summary>
public readonly record struct NamedLockScope : IDisposable, IAsyncDisposable
{
    private readonly NamedLock? _lock;
    private readonly bool _owns;

    internal NamedLockScope(NamedLock @lock, bool ownerDied, bool owns) => (_lock, PreviousOwnerDied, _owns) = (@lock, ownerDied, owns);

    /// <summary>Whether the last owner died with it, so that what it guards may be half done. Told to one owner alone.</summary>
    public bool PreviousOwnerDied { get; }

    /// <summary>Releases the lock. A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has been released already.</exception>
    public void Dispose()
    {
        try
        {
            _lock?.Release();
        }
        finally
        {
            if (_owns)
                _lock?.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <summary>The same, of a lock that is closed with it.</summary>
    internal NamedLockScope Owning() => new(_lock!, PreviousOwnerDied, owns: true);
}
