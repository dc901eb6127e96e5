using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <summary>A barrier by name: nobody goes on to the next phase before every member, in whatever process, has ended this one.</summary>
/// <remarks>
/// <para>
/// A process joins with as many members as it likes, <see cref="AddParticipants"/>; each arrives once a phase, on any thread. A process that ends, or closes its last
/// handle, takes its members out: if they were the last to be missing the phase is over, and everybody in it is told (<see cref="NamedBarrierPhase.MemberDied"/>).
/// </para>
/// <para>Familiar from <see cref="Barrier"/>; docs/named-barrier.md. Thread-safe.</para>
/// </remarks>
public sealed partial class NamedBarrier : NamedObject
{
    private static readonly NamedHandles<NamedBarrier, SharedBarrier> s_handles =
        new(NamedObjectKind.Barrier, static file => new SharedBarrier(file), static (shared, _) => new NamedBarrier(shared));

    private readonly SharedBarrier _shared;

    private NamedBarrier(SharedBarrier shared)
        : base(shared) => _shared = shared;

    /// <summary>The members, and the places that the creator foresaw and nobody has taken yet, a moment ago.</summary>
    public int ParticipantCount => SharedBarrier.ParticipantsOf(Load());

    /// <summary>How many of them had not arrived in this phase a moment ago.</summary>
    public int ParticipantsRemaining => SharedBarrier.MissingOf(Load());

    /// <summary>The phase that it was in a moment ago; 0 is the first.</summary>
    public long CurrentPhaseNumber
    {
        get
        {
            using HandleHold hold = new(_shared.Lease);
            return _shared.PhaseNumber();
        }
    }

    /// <summary>Creates one that does not exist yet; nobody is a member.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="participantCount">0 to 255: as many must have joined before the first phase can be over.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or the count cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedBarrier Create(string name, int participantCount, Domain? domain = null) =>
        s_handles.Create(domain, name, Birth(participantCount));

    /// <summary>Opens one that exists.</summary>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static NamedBarrier OpenExisting(string name, Domain? domain = null) => s_handles.Open(domain, name);

    /// <summary>Opens one if it exists.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedBarrier? barrier, Domain? domain = null) =>
        s_handles.TryOpen(domain, name, out barrier);

    /// <summary>Opens one, or creates it where there is none; then the count is that of whoever created it.</summary>
    /// <inheritdoc cref="Create"/>
    public static NamedBarrier OpenOrCreate(string name, int participantCount, out bool createdNew, Domain? domain = null) =>
        s_handles.OpenOrCreate(domain, name, Birth(participantCount), out createdNew);

    /// <inheritdoc cref="OpenOrCreate(string, int, out bool, Domain?)"/>
    public static NamedBarrier OpenOrCreate(string name, int participantCount, Domain? domain = null) => OpenOrCreate(name, participantCount, out _, domain);

    /// <summary>Members of this process join, in the present phase: at places that the creator foresaw, then at new ones.</summary>
    /// <param name="participantCount">1 or more.</param>
    /// <returns>The phase in which they arrive first.</returns>
    /// <exception cref="InvalidOperationException">There would be more than 255; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public long AddParticipants(int participantCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participantCount);
        ThrowIfDisposed();
        using HandleHold hold = new(_shared.Lease);
        if (!_shared.TryJoin(Math.Min(participantCount, SharedBarrier.MaxMembers + 1)))
            throw new InvalidOperationException($"\"{Name}\" can have {SharedBarrier.MaxMembers} members: {participantCount} more are too many.");
        return _shared.PhaseNumber();
    }

    /// <summary>Members of this process leave; if they were the last to be missing, the phase is over.</summary>
    /// <param name="participantCount">1 or more.</param>
    /// <exception cref="InvalidOperationException">This process has fewer members that have not arrived in this phase; nothing has changed.</exception>
    /// <exception cref="ObjectDisposedException">This handle was disposed.</exception>
    public void RemoveParticipants(int participantCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(participantCount);
        ThrowIfDisposed();
        using HandleHold hold = new(_shared.Lease);
        if (!_shared.TryLeave(Math.Min(participantCount, SharedBarrier.MaxMembers + 1), out Liveness.Word after))
            throw new InvalidOperationException($"This process has not {participantCount} members of \"{Name}\" that have yet to arrive.");
        _ = _shared.PhaseNumber();
        if (after.HasWaiters)
            _shared.Wake();
    }

    private Liveness.Word Load()
    {
        using HandleHold hold = new(_shared.Lease);
        return _shared.State.Load();
    }

    private static ObjectBirth Birth(int participantCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(participantCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(participantCount, SharedBarrier.MaxMembers);
        return new ObjectBirth(NamedObjectKind.Barrier, Parameter: participantCount, InitialValue: SharedBarrier.Initial(participantCount), ContentBytes: SharedBarrier.ContentBytes);
    }
}
