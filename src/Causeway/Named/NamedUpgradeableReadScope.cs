namespace Causeway;

/// <summary>A <see cref="NamedReaderWriterLock"/> held for reading, by the one reader who may go on to write; bound to no thread. For one owner: a copy would release it twice.</summary>
public readonly record struct NamedUpgradeableReadScope : IDisposable, IAsyncDisposable
{
    private readonly NamedReaderWriterLock? _lock;

    internal NamedUpgradeableReadScope(NamedReaderWriterLock @lock, bool ownerDied) => (_lock, PreviousOwnerDied) = (@lock, ownerDied);

    /// <summary>Whether the last writer died with it, so that what it guards may be half done. Told to one alone, who reads or writes next.</summary>
    public bool PreviousOwnerDied { get; }

    /// <summary>Waits until the other readers have left, and writes: nobody has written since this scope began. No new reader comes in meanwhile.</summary>
    /// <param name="timeout">null: as long as it takes; zero: does not wait.</param>
    /// <param name="cancellationToken">Ends the wait; this scope stays what it is.</param>
    /// <returns>To be disposed before this scope.</returns>
    /// <exception cref="TimeoutException">Not in time; this scope stays what it is.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SynchronizationLockException">This scope has ended, or writes already.</exception>
    /// <exception cref="ObjectDisposedException">The lock's handle, or the last of this process, was disposed.</exception>
    public NamedWriteScope Upgrade(TimeSpan? timeout = null, CancellationToken cancellationToken = default) => Lock.Upgrade(timeout, cancellationToken);

    /// <summary>As <see cref="Upgrade"/>, keeping no thread.</summary>
    /// <inheritdoc cref="Upgrade"/>
    public ValueTask<NamedWriteScope> UpgradeAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Lock.UpgradeAsync(timeout, cancellationToken);

    private NamedReaderWriterLock Lock => _lock ?? throw new InvalidOperationException("The scope is a default value: it holds nothing.");

    /// <summary>Ends the reading. A default value does nothing.</summary>
    /// <exception cref="SynchronizationLockException">It has ended already, or writes still.</exception>
    public void Dispose() => _lock?.ExitUpgradeableRead();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
