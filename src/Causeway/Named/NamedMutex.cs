using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>A mutex by name, owned by one thread of one process; when that process dies, the next owner is told, once.</summary>
/// <remarks>
/// <para>
/// Recursive: its owner may wait for it again, and releases it as often. It belongs to a thread, so it cannot be held over an await: for that there is
/// <see cref="NamedLock"/>. A thread that ends while it holds the mutex has abandoned it: those of its own process who wait for it, or come for it, are told; others
/// when the process ends.
/// </para>
/// <para>Familiar from <see cref="Mutex"/>; docs/named-mutex.md. Thread-safe.</para>
/// </remarks>
public sealed class NamedMutex : NamedWaitHandle
{
    private static readonly NamedHandles<NamedMutex, SharedMutex> s_handles =
        new(NamedObjectKind.Mutex, static file => new SharedMutex(file), static (shared, _) => new NamedMutex(shared));

    private readonly SharedMutex _shared;

    private NamedMutex(SharedMutex shared)
        : base(shared) => _shared = shared;

    /// <summary>Creates one that does not exist yet; nobody owns it.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedMutex Create(string name, Domain? domain = null) =>
        s_handles.Create(domain, name, s_birth);

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedMutex OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedMutex? mutex, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out mutex);

    /// <summary>Opens one, or creates it where there is none.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedMutex OpenOrCreate(string name, out bool createdNew, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, s_birth, out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, out bool, Domain?)"/>
    public static NamedMutex OpenOrCreate(string name, Domain? domain = null) => OpenOrCreate(name, out _, domain);

    /// <summary>Releases it once: as often as the calling thread has waited for it, and it is free.</summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not own it.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Release()
    {
        ThrowIfDisposed();
        if (!_shared.IsHeldByCaller)
            throw new SynchronizationLockException($"The calling thread does not own \"{Name}\": only the thread that waited for it may release it (after an await a method may go on in another thread; use NamedLock there).");
        if (_shared.Exit())
            Free(abandon: false);
    }

    private void Free(bool abandon)
    {
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        _shared.Free(abandon, out Liveness.Word after);
        lease.Leave(slot);
        if (after.HasWaiters)
            Wake();
    }

    /// <summary>As <see cref="Release"/>, under the name that <see cref="Mutex"/> gives it.</summary>
    public void ReleaseMutex() => Release();

    /// <summary>Waits for it and releases it when disposed: <c>using (NamedMutexScope held = mutex.Enter()) { … }</c>.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Says whether the last owner died with it, in place of an <see cref="AbandonedMutexException"/>.</returns>
    /// <exception cref="TimeoutException">Not in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public NamedMutexScope Enter(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return WaitOne(timeout, cancellationToken) ? new NamedMutexScope(this, ownerDied: false) : throw SyscallFailure.TimedOut("wait", Name);
        }
        catch (AbandonedMutexException)
        {
            return new NamedMutexScope(this, ownerDied: true);
        }
    }

    /// <summary>Not supported: a mutex belongs to a thread, and after an await a method may go on in another one.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ValueTask<bool> WaitOneAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A mutex belongs to the thread that waited for it, and after an await a method may go on in another one: use NamedLock.");

    private static readonly ObjectBirth s_birth = new(NamedObjectKind.Mutex);

    private protected override bool LooksFree => _shared.IsHeldByCaller || base.LooksFree;

    private protected override bool BelongsToThread => true;

    private protected override int TakeNow(bool urgent)
    {
        if (_shared.IsHeldByCaller)
        {
            _shared.Reenter();
            return Reentered;
        }

        int taken = base.TakeNow(urgent);
        return taken != 0 || !_shared.IsOfEndedThread ? taken : TakeOfEndedThread(urgent);
    }

    private int TakeOfEndedThread(bool urgent)
    {
        using HandleHold hold = new(_shared.Lease);
        return _shared.TryFreeOfEndedThread() ? _shared.TryTake(0, urgent) : 0;
    }

    private protected override void Finish(int taken)
    {
        if (taken == Reentered)
            return;
        _shared.WatchOwn();
        base.Finish(taken);
    }

    private protected override void Undo(int taken)
    {
        if (_shared.Exit())
            Free(abandon: taken == SharedExclusive.TakenFromTheDead);
    }

    private const int Reentered = 3;
}
