using Causeway.Liveness;

namespace Causeway.Named;

/// <content>Its changes.</content>
internal sealed unsafe partial class SharedBarrier
{
    private const int HeldPhaseShift = 16;
    private const int HeldArrivedShift = 8;

    /// <summary>Members join, of this process: at places that wait for somebody, then at new ones.</summary>
    /// <returns>False: there would be too many.</returns>
    public bool TryJoin(int count)
    {
        Joining join = new(count);
        return TryApplyToCell(ref join, out _);
    }

    /// <summary>Members of this process leave, who have not arrived.</summary>
    /// <returns>False: there are not so many.</returns>
    public bool TryLeave(int count, out Word after)
    {
        Leaving leave = new(count);
        return TryApplyToCell(ref leave, out after);
    }

    /// <summary>A member of this process arrives.</summary>
    /// <param name="phase">In which phase, modulo 32.</param>
    /// <param name="result">0: others are missing; else the phase is over, and this says how.</param>
    /// <param name="after">The word then.</param>
    /// <returns>False: all members of this process have arrived already.</returns>
    public bool TryArrive(out int phase, out int result, out Word after)
    {
        Arrival arrive = default;
        bool arrived;
        arrived = TryApplyToCell(ref arrive, out after);
        (phase, result) = (arrive.Phase, 0);
        if (arrived && PhaseIn(after.Value) != phase)
            result = (after.Value & DiedBefore) != 0 ? OverWithDeath : Over;
        return arrived;
    }

    /// <summary>A member of this process has not arrived after all.</summary>
    /// <returns>False: the phase is over.</returns>
    public bool TryWithdraw(int phase)
    {
        Withdrawal withdraw = new(phase);
        return TryApplyToCell(ref withdraw, out _);
    }

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        int members = Math.Min(HeldMembers(state), MembersIn(state.Value));
        if (members == 0)
            return;
        int arrived = Math.Min(HeldArrived(state), ArrivedIn(state.Value));
        state.Value = (state.Value - members - (arrived << ArrivedShift)) | Died;
        EndPhaseIfComplete(ref state);
    }

    private static int HeldMembers(ChangingState state) => state.Held & CountMask;

    /// <summary>Those of the process that have arrived in the present phase.</summary>
    private static int HeldArrived(ChangingState state) =>
        ((state.Held >> HeldPhaseShift) & PhaseMask) == PhaseIn(state.Value) ? (state.Held >> HeldArrivedShift) & CountMask : 0;

    private static void Hold(ref ChangingState state, int members, int arrived) =>
        state.Held = members == 0 ? 0 : members | (arrived << HeldArrivedShift) | (PhaseIn(state.Value) << HeldPhaseShift);

    private static void EndPhaseIfComplete(ref ChangingState state)
    {
        int value = state.Value;
        if (ArrivedIn(value) == 0 || ArrivedIn(value) != MembersIn(value) + PlacesIn(value))
            return;
        int phase = (PhaseIn(value) + 1) & PhaseMask;
        int who = value & ((1 << ArrivedShift) - 1);
        state.Value = who | (phase << PhaseShift) | ((value & Died) != 0 ? DiedBefore : 0);
    }

    private struct Joining(int count) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            int places = Math.Min(count, PlacesIn(state.Value));
            if (MembersIn(state.Value) + PlacesIn(state.Value) - places + count > MaxMembers)
                return false;
            (int members, int arrived) = (HeldMembers(state), HeldArrived(state));
            state.Value += count - (places << PlaceShift);
            Hold(ref state, members + count, arrived);
            return true;
        }
    }

    private struct Leaving(int count) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            (int members, int arrived) = (HeldMembers(state), HeldArrived(state));
            if (members - arrived < count)
                return false;
            state.Value -= count;
            Hold(ref state, members - count, arrived);
            EndPhaseIfComplete(ref state);
            return true;
        }
    }

    private struct Arrival : IChange
    {
        public static bool UsesCell => true;

        public int Phase { get; private set; }

        public bool Apply(ref ChangingState state)
        {
            (int members, int arrived) = (HeldMembers(state), HeldArrived(state));
            if (members == arrived)
                return false;
            Phase = PhaseIn(state.Value);
            state.Value += 1 << ArrivedShift;
            Hold(ref state, members, arrived + 1);
            EndPhaseIfComplete(ref state);
            return true;
        }
    }

    private struct Withdrawal(int phase) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            (int members, int arrived) = (HeldMembers(state), HeldArrived(state));
            if (PhaseIn(state.Value) != phase || arrived == 0)
                return false;
            state.Value -= 1 << ArrivedShift;
            Hold(ref state, members, arrived - 1);
            return true;
        }
    }
}
