using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>An event by name: processes wait until one of them sets it.</summary>
/// <remarks>
/// With <see cref="EventResetMode.ManualReset"/> it stays set, for everybody, until it is reset; with <see cref="EventResetMode.AutoReset"/> one wait
/// that succeeds resets it. A signal is consumed by the wait that returns it; a waiter that dies before leaves it to the next.
/// Familiar from <see cref="EventWaitHandle"/>; docs/named-event.md. Thread-safe.
/// </remarks>
public sealed class NamedEvent : NamedWaitHandle
{
    private static readonly NamedHandles<NamedEvent, SharedEvent> s_handles =
        new(NamedObjectKind.Event, static file => new SharedEvent(file), static (shared, _) => new NamedEvent(shared));

    private readonly SharedEvent _shared;

    private NamedEvent(SharedEvent shared)
        : base(shared) => _shared = shared;

    /// <summary>Whether it stays set.</summary>
    public EventResetMode Mode => _shared.IsAutomatic ? EventResetMode.AutoReset : EventResetMode.ManualReset;

    /// <summary>Whether it was set a moment ago.</summary>
    public bool IsSet
    {
        get
        {
            using HandleHold hold = new(_shared.Lease);
            return _shared.IsSet;
        }
    }

    /// <summary>Creates one that does not exist yet.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="initialState">Whether it is set at first.</param>
    /// <param name="mode">Whether it stays set.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or the mode cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedEvent Create(string name, bool initialState, EventResetMode mode, Domain? domain = null) =>
        s_handles.Create(domain, name, Birth(initialState, mode));

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedEvent OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedEvent? @event, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out @event);

    /// <summary>Opens one, or creates it where there is none; then state and mode are those of whoever created it.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedEvent OpenOrCreate(string name, bool initialState, EventResetMode mode, out bool createdNew, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, Birth(initialState, mode), out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, bool, EventResetMode, out bool, Domain?)"/>
    public static NamedEvent OpenOrCreate(string name, bool initialState, EventResetMode mode, Domain? domain = null) =>
        OpenOrCreate(name, initialState, mode, out _, domain);

    /// <summary>Sets it, and wakes everybody who waits, or one with automatic reset. Nothing happens where it is set.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Set()
    {
        if (Put(set: true).HasWaiters)
            Wake();
    }

    /// <summary>Resets it.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Reset() => Put(set: false);

    private protected override void Undo(int taken)
    {
        if (!_shared.IsAutomatic)
            return;
        using HandleHold hold = new(_shared.Lease);
        _shared.Restore(taken, out Liveness.Word after);
        if (after.HasWaiters)
            _shared.Wake();
    }

    private Liveness.Word Put(bool set)
    {
        ThrowIfDisposed();
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        _shared.Put(set, out Liveness.Word after);
        lease.Leave(slot);
        return after;
    }

    private static ObjectBirth Birth(bool initialState, EventResetMode mode)
    {
        if (mode is not (EventResetMode.AutoReset or EventResetMode.ManualReset))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "AutoReset or ManualReset.");
        return new ObjectBirth(NamedObjectKind.Event, mode == EventResetMode.AutoReset ? SharedEvent.Automatic : 0, InitialValue: initialState ? 1 : 0);
    }
}
