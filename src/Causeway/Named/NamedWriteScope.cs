namespace Causeway;

/// <summary>A <see cref="NamedReaderWriterLock"/> held for writing, until it is disposed; bound to no thread. For one owner: a copy would release it twice.</summary>
public readonly record struct NamedWriteScope : IDisposable, IAsyncDisposable
{
    private readonly NamedReaderWriterLock? _lock;

    internal NamedWriteScope(NamedReaderWriterLock @lock, bool ownerDied) => (_lock, PreviousOwnerDied) = (@lock, ownerDied);

    /// <summary>Whether the last writer died with it, so that what it guards may be half done. Told to one alone, who reads or writes next.</summary>
    public bool PreviousOwnerDied { get; }

    /// <summary>Ends the writing; after an upgrade its upgradeable read goes on. A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has ended already.</exception>
    public void Dispose() => _lock?.ExitWrite();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
