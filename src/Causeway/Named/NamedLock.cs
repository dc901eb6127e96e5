using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>A lock by name that belongs to no thread, so that it can be held over an await; when its owner's process dies, the next owner is told, once.</summary>
/// <remarks>
/// <code>
/// await using (await NamedLock.AcquireAsync("name", cancellationToken))
/// {
///     // one process, and in it one of its asynchronous flows
/// }
/// </code>
/// Not recursive: who holds it and waits for it again waits for itself. Thread-safe. docs/named-lock.md.
/// </remarks>
public sealed class NamedLock : NamedWaitHandle
{
    private static readonly ObjectBirth s_birth = new(NamedObjectKind.Lock);

    private static readonly NamedHandles<NamedLock, SharedExclusive> s_handles =
        new(NamedObjectKind.Lock, static file => new SharedExclusive(file), static (shared, _) => new NamedLock(shared));

    private readonly SharedExclusive _shared;

    private NamedLock(SharedExclusive shared)
        : base(shared) => _shared = shared;

    /// <summary>Creates one that does not exist yet; nobody holds it.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedLock Create(string name, Domain? domain = null) =>
        s_handles.Create(domain, name, s_birth);

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedLock OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedLock? @lock, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out @lock);

    /// <summary>Opens one, or creates it where there is none.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedLock OpenOrCreate(string name, out bool createdNew, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, s_birth, out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, out bool, Domain?)"/>
    public static NamedLock OpenOrCreate(string name, Domain? domain = null) => OpenOrCreate(name, out _, domain);

    /// <summary>Opens or creates the lock, and acquires it: for code that needs it once. Disposing the scope releases and closes it.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ValueTask<NamedLockScope> AcquireAsync(string name, CancellationToken cancellationToken = default) =>
        AcquireAsync(name, timeout: null, domain: null, cancellationToken);

    /// <summary>The same with a time and a domain.</summary>
    /// <param name="name">The lock's name.</param>
    /// <param name="timeout">null: as long as it takes; zero: does not wait.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Not in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask<NamedLockScope> AcquireAsync(string name, TimeSpan? timeout, Domain? domain = null, CancellationToken cancellationToken = default)
    {
        NamedLock opened = OpenOrCreate(name, domain);
        try
        {
            return (await opened.AcquireAsync(timeout, cancellationToken).ConfigureAwait(false)).Owning();
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Acquires it and releases it when the scope is disposed.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">Not in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This handle, or the last of this process, was disposed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<NamedLockScope> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        int taken = TakeNow(urgent: false);
        if (taken == 0)
            taken = await _shared.WaitAsync(0, deadline, InlineContinuations, cancellationToken).AsNumber().ConfigureAwait(false);
        return ScopeOf(taken);
    }

    /// <summary>As <see cref="AcquireAsync(TimeSpan?, CancellationToken)"/>, on the calling thread.</summary>
    /// <inheritdoc cref="AcquireAsync(TimeSpan?, CancellationToken)"/>
    public NamedLockScope Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        ThrowIfDisposed();
        cancellationToken.ThrowIfCancellationRequested();
        int taken = TakeNow(urgent: false);
        return ScopeOf(taken != 0 ? taken : _shared.Wait(0, deadline, cancellationToken));
    }

    /// <summary>Releases it: what a wait without a scope has acquired.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold it.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Release()
    {
        ThrowIfDisposed();
        Free(abandon: false);
    }

    private protected override void Undo(int taken) => Free(abandon: taken == SharedExclusive.TakenFromTheDead);

    private void Free(bool abandon)
    {
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        bool own = _shared.Free(abandon, out Liveness.Word after);
        lease.Leave(slot);
        if (!own)
            throw new SynchronizationLockException($"This process does not hold \"{Name}\".");
        if (after.HasWaiters)
            Wake();
    }

    private NamedLockScope ScopeOf(int taken) =>
        taken != 0 ? new NamedLockScope(this, taken == SharedExclusive.TakenFromTheDead, owns: false) : throw SyscallFailure.TimedOut("wait", Name);
}
