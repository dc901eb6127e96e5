using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>A counting semaphore by name, for any number of processes; what a process took is given back when it dies.</summary>
/// <remarks>
/// <para>
/// A process holds what it took and has not released; when it ends, however it ends, that many units return. For units that are consumed and not
/// given back, such as a count of items in a queue, create it with <see cref="NamedSemaphoreOptions.ConsumedUnits"/>.
/// </para>
/// <para>Familiar from <see cref="Semaphore"/>; docs/named-semaphore.md. Thread-safe.</para>
/// </remarks>
public sealed class NamedSemaphore : NamedWaitHandle
{
    private static readonly NamedHandles<NamedSemaphore, SharedSemaphore> s_handles =
        new(NamedObjectKind.Semaphore, static file => new SharedSemaphore(file), static (shared, _) => new NamedSemaphore(shared));

    private readonly SharedSemaphore _shared;

    private NamedSemaphore(SharedSemaphore shared)
        : base(shared) => _shared = shared;

    /// <summary>As many as there can be.</summary>
    public int MaximumCount => _shared.Maximum;

    /// <summary>What it was created with.</summary>
    public NamedSemaphoreOptions Options => _shared.KeepsUnits ? NamedSemaphoreOptions.ConsumedUnits : NamedSemaphoreOptions.None;

    /// <summary>As many as there were a moment ago.</summary>
    public int CurrentCount
    {
        get
        {
            using HandleHold hold = new(_shared.Lease);
            return _shared.State.Load().Value;
        }
    }

    /// <summary>Creates one that does not exist yet.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="initialCount">0 to <paramref name="maximumCount"/>.</param>
    /// <param name="maximumCount">1 or more.</param>
    /// <param name="options">null for the default.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or a count cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedSemaphore Create(string name, int initialCount, int maximumCount = int.MaxValue, NamedSemaphoreOptions options = default, Domain? domain = null) =>
        s_handles.Create(domain, name, Birth(initialCount, maximumCount, options));

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedSemaphore OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedSemaphore? semaphore, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out semaphore);

    /// <summary>Opens one, or creates it where there is none; then the counts and options are those of whoever created it.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedSemaphore OpenOrCreate(string name, int initialCount, int maximumCount, out bool createdNew, NamedSemaphoreOptions options = default, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, Birth(initialCount, maximumCount, options), out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, int, int, out bool, NamedSemaphoreOptions, Domain?)"/>
    public static NamedSemaphore OpenOrCreate(string name, int initialCount, int maximumCount = int.MaxValue, NamedSemaphoreOptions options = default, Domain? domain = null) =>
        OpenOrCreate(name, initialCount, maximumCount, out _, options, domain);

    /// <summary>Gives units back, or adds new ones where this process has taken fewer.</summary>
    /// <param name="releaseCount">1 or more.</param>
    /// <returns>How many there were before.</returns>
    /// <exception cref="SemaphoreFullException">There would be more than <see cref="MaximumCount"/>; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public int Release(int releaseCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(releaseCount);
        ThrowIfDisposed();
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        int before = _shared.Release(releaseCount, out Liveness.Word after);
        lease.Leave(slot);
        if (before < 0)
            throw new SemaphoreFullException($"\"{Name}\" has {after.Value} units of at most {MaximumCount}: {releaseCount} more are too many.");
        if (after.HasWaiters)
            Wake(releaseCount);
        return before;
    }

    /// <summary>Takes one unit and gives it back when disposed.</summary>
    /// <inheritdoc cref="NamedWaitHandle.WaitOne(TimeSpan?, CancellationToken)" path="/param"/>
    /// <inheritdoc cref="NamedWaitHandle.WaitOne(TimeSpan?, CancellationToken)" path="/exception"/>
    /// <exception cref="TimeoutException">Not in time.</exception>
    public NamedSemaphoreScope Enter(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitOne(timeout, cancellationToken) ? new NamedSemaphoreScope(this) : throw SyscallFailure.TimedOut("wait", Name);

    /// <summary>As <see cref="Enter"/>, keeping no thread: <c>await using (await semaphore.EnterAsync()) { … }</c>.</summary>
    /// <inheritdoc cref="Enter"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<NamedSemaphoreScope> EnterAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        await WaitOneAsync(timeout, cancellationToken).ConfigureAwait(false) ? new NamedSemaphoreScope(this) : throw SyscallFailure.TimedOut("wait", Name);

    private protected override void Undo(int taken)
    {
        using HandleHold hold = new(_shared.Lease);
        _shared.Return(out Liveness.Word after);
        if (after.HasWaiters)
            _shared.Wake(1);
    }

    private void Wake(int count)
    {
        using HandleHold hold = new(_shared.Lease);
        _shared.Wake(count);
    }

    private static ObjectBirth Birth(int initialCount, int maximumCount, NamedSemaphoreOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumCount);
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initialCount, maximumCount);
        uint bits = options.HasFlag(NamedSemaphoreOptions.ConsumedUnits) ? SharedSemaphore.KeepsUnitsOfTheDead : 0;
        return new ObjectBirth(NamedObjectKind.Semaphore, bits, maximumCount, initialCount);
    }
}
