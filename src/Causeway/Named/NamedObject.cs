using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>What all named objects have in common: a name in a domain, and a life that does not depend on any process.</summary>
/// <remarks>
/// An object exists from its creation until its name is deleted (Domain.Delete) and nobody has it open any more. Disposing a
/// handle never deletes it. Everything that a process holds of an object is given back when the process ends, however it ends.
/// Thread-safe. docs/named-objects.md.
/// </remarks>
public abstract class NamedObject : IDisposable
{
    private readonly SharedObject _shared;
    private int _disposed;

    private protected NamedObject(SharedObject shared) => _shared = shared;

    /// <summary>The name.</summary>
    public string Name => _shared.Name;

    /// <summary>The domain that the name is of.</summary>
    public Domain Domain => _shared.File.Domain;

    /// <summary>
    /// Whether what awaits this object goes on on the thread that hears of it, which then must neither block nor take long: it serves every
    /// awaited object and descriptor of the process. Otherwise, as by default, on the thread pool.
    /// </summary>
    public bool InlineContinuations { get; set; }

    /// <summary>Whether this handle was disposed.</summary>
    private protected bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>
    /// Closes this handle. With the last one of this process, its waits end (<see cref="ObjectDisposedException"/>) and what the process holds is
    /// given back. Harmless twice.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            OnDispose();
            Close();
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Gives back the handle's reference.</summary>
    private protected virtual void Close() => SharedObjects.Release(_shared);

    /// <summary>Wakes whom a change concerns: the word had waiters.</summary>
    private protected void Wake()
    {
        using HandleHold hold = new(_shared.Lease);
        _shared.Wake();
    }

    /// <summary>What a kind has to close of its own, before the object is let go.</summary>
    private protected virtual void OnDispose()
    {
    }

    /// <summary>Refuses a disposed handle.</summary>
    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);
}
