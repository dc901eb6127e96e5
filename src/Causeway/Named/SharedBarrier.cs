using System.Runtime.CompilerServices;
using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>A barrier: the value says who has yet to come, and in which phase; a cell what its process has to do with it.</summary>
/// <remarks>
/// <code>
/// value  bits 0-7    members: those who have joined
/// 8-15               places that the creator foresaw and nobody has taken yet: they are missing, too
/// 16-23              arrivals in this phase
/// 24-28              the phase, modulo 32
/// 29                 a member has died in this phase
/// 30                 one died in the phase before: for those who have yet to leave it
///
/// cell   bits 0-7    members of its process
/// 8-15               those of them that have arrived in the phase of bits 16-20
/// </code>
/// A process's arrivals are of this phase, of the one before, or none: no phase ends without every member, and so each process with members
/// has made a change in it. The whole phase number lies behind the cells; whoever arrives, and whoever leaves a phase, brings it up to date, so
/// it is never far behind.
/// </remarks>
internal sealed unsafe partial class SharedBarrier(ObjectFile file) : SharedObject(file)
{
    /// <summary>The most members.</summary>
    public const int MaxMembers = 255;

    /// <summary>What follows the cells: the phase number.</summary>
    public const int ContentBytes = sizeof(ulong);

    /// <summary>What a wait says: the phase is over.</summary>
    public const int Over = 1;

    /// <summary>What it says where a member died in it.</summary>
    public const int OverWithDeath = 2;

    private const int PlaceShift = 8;
    private const int ArrivedShift = 16;
    private const int PhaseShift = 24;
    private const int CountMask = 0xFF;
    private const int PhaseMask = 0x1F;
    private const int Died = 1 << 29;
    private const int DiedBefore = 1 << 30;

    private ref ulong Phases => ref Unsafe.AsRef<ulong>((byte*)State.Address + ObjectLayout.Content);

    /// <summary>The value of a new one.</summary>
    public static int Initial(int places) => places << PlaceShift;

    /// <summary>Those who have joined, and the places that wait for somebody.</summary>
    public static int ParticipantsOf(Word word) => MembersIn(word.Value) + PlacesIn(word.Value);

    /// <summary>How many have yet to arrive.</summary>
    public static int MissingOf(Word word) => ParticipantsOf(word) - ArrivedIn(word.Value);

    /// <inheritdoc/>
    /// <param name="mode">The phase that is waited for, modulo 32.</param>
    /// <param name="urgent">Makes no difference.</param>
    public override int TryTake(int mode, bool urgent)
    {
        Word word = State.Load();
        if (PhaseIn(word.Value) == mode)
            return 0;
        return (word.Value & DiedBefore) != 0 ? OverWithDeath : Over;
    }

    /// <summary>The number of the phase that a word is in; and writes it down.</summary>
    public long PhaseNumber()
    {
        while (true)
        {
            // The same before and after: no phase was left in between, and the word is at most one ahead.
            ulong known = Volatile.Read(ref Phases);
            Word word = State.Load();
            if (Volatile.Read(ref Phases) != known)
                continue;
            ulong now = (ulong)NumberOf(PhaseIn(word.Value), (long)known);
            if (now == known)
                return (long)now;
            if (Interlocked.CompareExchange(ref Phases, now, known) != known)
                continue;
            CrashPoint.At("phase.written");
            return (long)now;
        }
    }

    /// <summary>The number of a phase that is this one modulo 32, and not before another.</summary>
    public static long NumberOf(int phase, long notBefore) => notBefore + ((phase - (int)(notBefore & PhaseMask)) & PhaseMask);

    /// <inheritdoc/>
    public override void Wake() => WakeUps.WakeAll();

    /// <inheritdoc/>
    /// <remarks>Whoever ends a phase wakes all who wait for it.</remarks>
    public override bool MayServe(Word word) => false;

    /// <inheritdoc/>
    /// <remarks>Who ended the phase may have been stopped while it woke everybody: who was woken goes on with it.</remarks>
    private protected override void WakeAfterWait(Word word, bool urgent, bool served) => WakeUps.WakeNext();

    private static int MembersIn(int value) => value & CountMask;

    private static int PlacesIn(int value) => (value >> PlaceShift) & CountMask;

    private static int ArrivedIn(int value) => (value >> ArrivedShift) & CountMask;

    private static int PhaseIn(int value) => (value >> PhaseShift) & PhaseMask;

    /// <inheritdoc/>
    /// <remarks>The turn is nobody's: everybody is served at once.</remarks>
    private protected override int PatienceOf(int mode) => int.MaxValue;
}
