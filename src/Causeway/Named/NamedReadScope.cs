namespace Causeway;

/// <summary>A share of a <see cref="NamedReaderWriterLock"/> for reading, until it is disposed; bound to no thread. For one owner: a copy would give it back twice.</summary>
public readonly record struct NamedReadScope : IDisposable, IAsyncDisposable
{
    private readonly NamedReaderWriterLock? _lock;

    internal NamedReadScope(NamedReaderWriterLock @lock, bool ownerDied) => (_lock, PreviousOwnerDied) = (@lock, ownerDied);

    /// <summary>Whether the last writer died with it, so that what it guards may be half done. Told to one alone, who reads or writes next.</summary>
    public bool PreviousOwnerDied { get; }

    /// <summary>Gives the share back. A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">This process reads no more.</exception>
    public void Dispose() => _lock?.ExitRead();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
