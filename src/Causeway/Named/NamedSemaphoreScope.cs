namespace Causeway;

/// <summary>
/// One unit of a <see cref="NamedSemaphore"/>, given back by Dispose: <c>using (semaphore.Enter()) { … }</c>. Bound to no thread. For one owner: a copy
/// would give it back twice.
/// </summary>
public readonly record struct NamedSemaphoreScope : IDisposable, IAsyncDisposable
{
    private readonly NamedSemaphore? _semaphore;

    internal NamedSemaphoreScope(NamedSemaphore semaphore) => _semaphore = semaphore;

    /// <summary>Gives the unit back. A default value does nothing.</summary>
    public void Dispose() => _semaphore?.Release();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
