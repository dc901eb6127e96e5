using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;

namespace Causeway;

/// <summary>A read-write lock by name: several read, or one writes. The shares of a process that dies return, and after a writer's death the next reader or writer is told, once.</summary>
/// <remarks>
/// <para>
/// It belongs to no thread, so it can be held over an await, and is not recursive: a process holds as many shares as it has entered and not
/// left. One reader at a time may be upgradeable: it may go on to write without letting another writer in between.
/// </para>
/// <para>Familiar from <see cref="ReaderWriterLockSlim"/>; docs/named-reader-writer-lock.md. Thread-safe.</para>
/// </remarks>
public sealed partial class NamedReaderWriterLock : NamedObject
{
    private static readonly NamedHandles<NamedReaderWriterLock, SharedReaderWriterLock> s_handles =
        new(NamedObjectKind.ReaderWriterLock, static file => new SharedReaderWriterLock(file), static (shared, _) => new NamedReaderWriterLock(shared));

    private readonly SharedReaderWriterLock _shared;

    private NamedReaderWriterLock(SharedReaderWriterLock shared)
        : base(shared)
    {
        _shared = shared;
        ReadSide = new NamedReaderWriterLockSide(this, shared, SharedReaderWriterLock.Read);
        WriteSide = new NamedReaderWriterLockSide(this, shared, SharedReaderWriterLock.Write);
        UpgradeableReadSide = new NamedReaderWriterLockSide(this, shared, SharedReaderWriterLock.UpgradeableRead);
    }

    /// <summary>Whom it lets in first: as its creator has chosen.</summary>
    public NamedReaderWriterPreference Preference => _shared.IsForWriters ? NamedReaderWriterPreference.Writers : NamedReaderWriterPreference.Readers;

    /// <summary>Reading, as something to wait for together with other objects. To be left by <see cref="ExitRead"/>.</summary>
    public NamedReaderWriterLockSide ReadSide { get; }

    /// <summary>Writing, as something to wait for together with other objects. To be left by <see cref="ExitWrite"/>.</summary>
    public NamedReaderWriterLockSide WriteSide { get; }

    /// <summary>Upgradeable reading, as something to wait for together with other objects. To be left by <see cref="ExitUpgradeableRead"/>.</summary>
    public NamedReaderWriterLockSide UpgradeableReadSide { get; }

    /// <summary>Creates one that does not exist yet; nobody is in.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="preference">Whom it lets in first.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or the preference cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedReaderWriterLock Create(string name, NamedReaderWriterPreference preference = NamedReaderWriterPreference.Writers, Domain? domain = null) =>
        s_handles.Create(domain, name, Birth(preference));

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedReaderWriterLock OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedReaderWriterLock? @lock, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out @lock);

    /// <summary>Opens one, or creates it where there is none; then the preference is that of whoever created it.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedReaderWriterLock OpenOrCreate(string name, NamedReaderWriterPreference preference, out bool createdNew, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, Birth(preference), out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, NamedReaderWriterPreference, out bool, Domain?)"/>
    public static NamedReaderWriterLock OpenOrCreate(string name, NamedReaderWriterPreference preference = NamedReaderWriterPreference.Writers, Domain? domain = null) =>
        OpenOrCreate(name, preference, out _, domain);

    /// <summary>Gives back one share of this process for reading: what a wait without a scope has entered.</summary>
    /// <exception cref="SynchronizationLockException">This process does not read.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void ExitRead() => Exit(SharedReaderWriterLock.Read);

    /// <summary>Ends the writing; after an upgrade the upgradeable read goes on.</summary>
    /// <exception cref="SynchronizationLockException">This process does not write.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void ExitWrite() => Exit(SharedReaderWriterLock.Write);

    /// <summary>Ends the upgradeable read.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold it, or writes by an upgrade that has not ended.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void ExitUpgradeableRead() => Exit(SharedReaderWriterLock.UpgradeableRead);

    internal void Exit(int mode, bool ownerDied = false)
    {
        ThrowIfDisposed();
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        bool left = _shared.TryLeave(mode, ownerDied, out Liveness.Word after);
        lease.Leave(slot);
        if (!left)
            throw new SynchronizationLockException($"This process does not hold \"{Name}\" in this way.");
        if (SharedReaderWriterLock.ConcernsWaiters(mode, after))
            Wake();
    }

    /// <inheritdoc/>
    private protected override void OnDispose()
    {
        ReadSide.Dispose();
        WriteSide.Dispose();
        UpgradeableReadSide.Dispose();
    }

    private static ObjectBirth Birth(NamedReaderWriterPreference preference)
    {
        if (preference is not (NamedReaderWriterPreference.Writers or NamedReaderWriterPreference.Readers))
            throw new ArgumentOutOfRangeException(nameof(preference), preference, "Writers or Readers.");
        return new ObjectBirth(NamedObjectKind.ReaderWriterLock, preference == NamedReaderWriterPreference.Writers ? SharedReaderWriterLock.PrefersWriters : 0);
    }
}
