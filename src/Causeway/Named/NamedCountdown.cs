using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Placing;
using Causeway.Sys;

namespace Causeway;

/// <summary>A countdown by name: processes wait until so many signals have come, from any of them.</summary>
/// <remarks>
/// It stays set until it is reset. Who dies before it has signalled leaves its signal missing: nothing says that it would have come. Where whoever
/// adds a count signals it too, <see cref="NamedCountdownOptions.SignalForTheDead"/> closes that gap. Familiar from <see cref="CountdownEvent"/>;
/// docs/named-countdown.md. Thread-safe.
/// </remarks>
public sealed class NamedCountdown : NamedWaitHandle
{
    private static readonly NamedHandles<NamedCountdown, SharedCountdown> s_handles =
        new(NamedObjectKind.Countdown, static file => new SharedCountdown(file), static (shared, _) => new NamedCountdown(shared));

    private readonly SharedCountdown _shared;

    private NamedCountdown(SharedCountdown shared)
        : base(shared) => _shared = shared;

    /// <summary>The count that it was created with.</summary>
    public int InitialCount => _shared.InitialCount;

    /// <summary>How many signals were missing a moment ago.</summary>
    public int CurrentCount => SharedCountdown.CountOf(Load());

    /// <summary>Whether none was missing a moment ago.</summary>
    public bool IsSet => CurrentCount == 0;

    /// <summary>Whether, since the last reset, a process has died that owed signals: <see cref="NamedCountdownOptions.SignalForTheDead"/>.</summary>
    public bool SignallerDied => SharedCountdown.SaysDied(Load());

    /// <summary>Creates one that does not exist yet.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="initialCount">0, and it is set, to 1,073,741,823.</param>
    /// <param name="options">What a signaller's death means.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or the count cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedCountdown Create(string name, int initialCount, NamedCountdownOptions options = default, Domain? domain = null) =>
        s_handles.Create(domain, name, Birth(initialCount, options));

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedCountdown OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedCountdown? countdown, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out countdown);

    /// <summary>Opens one, or creates it where there is none; then count and options are those of whoever created it.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedCountdown OpenOrCreate(string name, int initialCount, out bool createdNew, NamedCountdownOptions options = default, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, Birth(initialCount, options), out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, int, out bool, NamedCountdownOptions, Domain?)"/>
    public static NamedCountdown OpenOrCreate(string name, int initialCount, NamedCountdownOptions options = default, Domain? domain = null) =>
        OpenOrCreate(name, initialCount, out _, options, domain);

    /// <summary>Says that so many are done; with the last, everybody who waits goes on.</summary>
    /// <param name="signalCount">1 or more.</param>
    /// <returns>Whether that was the last.</returns>
    /// <exception cref="InvalidOperationException">Fewer are missing; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public bool Signal(int signalCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(signalCount);
        if (!TryMove(-signalCount, out Liveness.Word after))
            throw new InvalidOperationException($"\"{Name}\" misses {SharedCountdown.CountOf(after)} signals: {signalCount} are too many.");
        return SharedCountdown.CountOf(after) == 0;
    }

    /// <summary>Has it wait for more signals.</summary>
    /// <param name="signalCount">1 or more.</param>
    /// <exception cref="InvalidOperationException">It is set already, or there would be more than 1,073,741,823; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void AddCount(int signalCount = 1)
    {
        if (!TryAddCount(signalCount))
            throw new InvalidOperationException($"\"{Name}\" is set already: Reset it first.");
    }

    /// <summary>Has it wait for more signals, unless it is set.</summary>
    /// <param name="signalCount">1 or more.</param>
    /// <returns>False: it is set already.</returns>
    /// <exception cref="InvalidOperationException">There would be more than 1,073,741,823; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public bool TryAddCount(int signalCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(signalCount);
        if (TryMove(signalCount, out Liveness.Word after))
            return true;
        return SharedCountdown.CountOf(after) == 0
            ? false
            : throw new InvalidOperationException($"\"{Name}\" misses {SharedCountdown.CountOf(after)} signals: {signalCount} more are too many.");
    }

    /// <summary>Begins again with <see cref="InitialCount"/>.</summary>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Reset() => Reset(InitialCount);

    /// <summary>Begins again, with another count; <see cref="InitialCount"/> stays. Who waits waits for the new count, unless it saw that none was missing.</summary>
    /// <remarks>With <see cref="NamedCountdownOptions.SignalForTheDead"/>, while it is set: what other processes owe still they would owe of the new count.</remarks>
    /// <param name="count">0, and it is set, to 1,073,741,823.</param>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void Reset(int count)
    {
        CheckCount(count);
        ThrowIfDisposed();
        using HandleHold hold = new(_shared.Lease);
        _shared.Put(count, out Liveness.Word after);
        WakeIfSet(after);
    }

    private protected override void Undo(int taken)
    {
        // A wait takes nothing.
    }

    private bool TryMove(int by, out Liveness.Word after)
    {
        ThrowIfDisposed();
        ObjectLease lease = _shared.Lease;
        UseSlot slot = lease.Enter();
        bool moved = _shared.TryMove(by, out after);
        lease.Leave(slot);
        if (!moved || SharedCountdown.CountOf(after) != 0 || !after.HasWaiters)
            return moved;
        using HandleHold hold = new(_shared.Lease);
        _shared.Wake();
        return true;
    }

    private void WakeIfSet(Liveness.Word after)
    {
        if (SharedCountdown.CountOf(after) == 0 && after.HasWaiters)
            _shared.Wake();
    }

    private Liveness.Word Load()
    {
        using HandleHold hold = new(_shared.Lease);
        return _shared.State.Load();
    }

    private static void CheckCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, SharedCountdown.MaxCount);
    }

    private static ObjectBirth Birth(int initialCount, NamedCountdownOptions options)
    {
        CheckCount(initialCount);
        uint bits = options.HasFlag(NamedCountdownOptions.SignalForTheDead) ? SharedCountdown.SignalsForTheDead : 0;
        return new ObjectBirth(NamedObjectKind.Countdown, bits, initialCount, initialCount);
    }
}
