using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>An event. Nobody holds anything of it.</summary>
/// <remarks>bit 0: it is set; 1-20: how often it was reset, so that a signal is not given back that was reset meanwhile.</remarks>
internal sealed class SharedEvent(ObjectFile file) : SharedObject(file)
{
    /// <summary>Option: a wait that succeeds resets it.</summary>
    public const uint Automatic = 1;

    private const int SetBit = 1;
    private const int OneReset = 2;
    private const int ValueMask = (1 << 21) - 1;

    /// <summary>Whether a wait that succeeds resets it.</summary>
    public bool IsAutomatic { get; } = (file.Options & Automatic) != 0;

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent)
    {
        if (!IsAutomatic)
            return State.Load().Value & SetBit;
        Consume consume = new(this, urgent);
        return State.TryApply(ref consume, out Word after) ? after.Value | SetBit : 0;
    }

    /// <summary>Whether it is set.</summary>
    public bool IsSet => (State.Load().Value & SetBit) != 0;

    /// <summary>Sets or resets it.</summary>
    /// <param name="set">Which.</param>
    /// <param name="after">The word then.</param>
    public void Put(bool set, out Word after)
    {
        Assign assign = new(set);
        State.TryApply(ref assign, out after);
    }

    /// <summary>Gives back a signal that was consumed, unless the event was reset since.</summary>
    /// <param name="taken">What <see cref="TryTake"/> said.</param>
    /// <param name="after">The word then.</param>
    public void Restore(int taken, out Word after)
    {
        Unconsume unconsume = new(taken);
        State.TryApply(ref unconsume, out after);
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        if (IsAutomatic)
            WakeUps.WakeNext();
        else
            WakeUps.WakeAll();
    }

    /// <inheritdoc/>
    public override bool MayServe(Word word) => (word.Value & SetBit) != 0;

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        // A signal that was consumed is gone, whatever became of its consumer.
    }

    private struct Consume(SharedEvent @event, bool urgent) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state)
        {
            if ((state.Value & SetBit) == 0 || Turn.IsOthers(state, @event.State.Own, urgent))
                return false;
            state.Value &= ~SetBit;
            Turn.Pass(ref state, @event, urgent);
            return true;
        }
    }

    private struct Assign(bool set) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state)
        {
            if (set && (state.Value & SetBit) != 0)
                return false;
            state.Value = set ? state.Value | SetBit : (state.Value + OneReset) & ValueMask & ~SetBit;
            return true;
        }
    }

    private struct Unconsume(int taken) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state)
        {
            // The same number of resets, and not set by somebody else since.
            if ((state.Value | SetBit) != taken || (state.Value & SetBit) != 0)
                return false;
            state.Value |= SetBit;
            return true;
        }
    }
}
