using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>A semaphore: the value is what can be taken; a cell holds what its process took and has not given back.</summary>
/// <remarks>A process that gives back more than it took adds units; only what it took returns when it dies.</remarks>
internal sealed class SharedSemaphore(ObjectFile file) : SharedObject(file)
{
    /// <summary>Option: what the dead hold is lost, as for items of a queue that they took out.</summary>
    public const uint KeepsUnitsOfTheDead = 1;

    /// <summary>Whether what the dead hold is lost.</summary>
    public bool KeepsUnits { get; } = (file.Options & KeepsUnitsOfTheDead) != 0;

    /// <summary>As many as there can be.</summary>
    public int Maximum { get; } = (int)Math.Clamp(file.Parameter, 1, Word.MaxValue);

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent)
    {
        TakeOne take = new(this, urgent);
        return TryApplyToCell(ref take, out _) ? 1 : 0;
    }

    /// <summary>Adds units, and wakes those who wait for them. Under a hold.</summary>
    /// <returns>How many there were; -1: there would be more than the maximum.</returns>
    public int Release(int count, out Word after)
    {
        Give give = new(this, count);
        return TryApplyToCell(ref give, out after) ? after.Value - count : -1;
    }

    /// <summary>Gives back one that was taken a moment ago; where it does not fit any more, somebody else has put it there.</summary>
    public void Return(out Word after)
    {
        Untake untake = new(this);
        TryApplyToCell(ref untake, out after);
    }

    /// <summary>Wakes as many as there are new units. Under a hold.</summary>
    public void Wake(int count)
    {
        while (count-- > 0 && WakeUps.WakeNext())
        {
            // The next.
        }
    }

    /// <inheritdoc/>
    public override bool MayServe(Word word) => word.Value > 0;

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        if (!KeepsUnits)
            state.Value = (int)Math.Min(Maximum, (long)state.Value + Math.Max(0, state.Held));
    }

    private struct TakeOne(SharedSemaphore semaphore, bool urgent) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            // One unit is left to whoever has the turn.
            int leave = Turn.IsOthers(state, semaphore.State.Own, urgent) ? 1 : 0;
            if (state.Value <= leave)
                return false;
            state.Value--;
            state.Held++;
            Turn.Pass(ref state, semaphore, urgent);
            return true;
        }
    }

    private struct Untake(SharedSemaphore semaphore) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            state.Value = Math.Min(semaphore.Maximum - 1, state.Value) + 1;
            state.Held = Math.Max(0, state.Held - 1);
            return true;
        }
    }

    private struct Give(SharedSemaphore semaphore, int count) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            if (state.Value > semaphore.Maximum - count)
                return false;
            state.Value += count;
            state.Held = Math.Max(0, state.Held - count);
            return true;
        }
    }
}
