using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>What one alone can hold: the value names the cell of the process that does, so that nothing else need say it.</summary>
/// <remarks>bits 0-6 the owner's cell, 0: free; 7: the last owner died with it.</remarks>
internal class SharedExclusive(ObjectFile file) : SharedObject(file)
{
    /// <summary>What <see cref="TryTake"/> says of a plain success.</summary>
    public const int Taken = 1;

    /// <summary>What it says where the last owner died: told once.</summary>
    public const int TakenFromTheDead = 2;

    private const int OwnerMask = 0x7F;
    private const int OwnerDied = 0x80;

    /// <summary>Whether this process has it.</summary>
    public bool IsOwn => (State.Load().Value & OwnerMask) == State.Own;

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent)
    {
        Take take = new(this, urgent);
        if (!State.TryApply(ref take, out _))
            return 0;
        return take.OwnerHasDied ? TakenFromTheDead : Taken;
    }

    /// <inheritdoc/>
    public override bool TellsOfDeath(int taken) => taken == TakenFromTheDead;

    /// <summary>Frees it, if this process has it.</summary>
    /// <param name="abandon">Whether the next owner is to be told that this one did not free it itself.</param>
    /// <param name="after">The word then; with waiters, <see cref="SharedObject.Wake"/> is to be called.</param>
    /// <returns>False: it does not.</returns>
    public bool Free(bool abandon, out Word after)
    {
        Leave leave = new(State.Own, abandon);
        return State.TryApply(ref leave, out after);
    }

    /// <inheritdoc/>
    public override bool MayServe(Word word) => (word.Value & OwnerMask) == 0;

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        if ((state.Value & OwnerMask) == cell)
            state.Value = OwnerDied;
    }

    private struct Take(SharedExclusive exclusive, bool urgent) : IChange
    {
        public static bool UsesCell => false;

        public bool OwnerHasDied { get; private set; }

        public bool Apply(ref ChangingState state)
        {
            int own = exclusive.State.Own;
            if ((state.Value & OwnerMask) != 0 || Turn.IsOthers(state, own, urgent))
                return false;
            OwnerHasDied = (state.Value & OwnerDied) != 0;
            state.Value = own;
            Turn.Pass(ref state, exclusive, urgent);
            return true;
        }
    }

    private struct Leave(int own, bool abandon) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state)
        {
            if ((state.Value & OwnerMask) != own)
                return false;
            state.Value = abandon ? OwnerDied : 0;
            return true;
        }
    }
}
