using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>An event: the value is 1 while it is set. Nobody holds anything of it.</summary>
internal sealed class SharedEvent(ObjectFile file) : SharedObject(file)
{
    /// <summary>Option: a wait that succeeds resets it.</summary>
    public const uint Automatic = 1;

    /// <summary>Whether a wait that succeeds resets it.</summary>
    public bool IsAutomatic { get; } = (file.Options & Automatic) != 0;

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent)
    {
        if (!IsAutomatic)
            return State.Load().Value != 0 ? 1 : 0;
        Consume consume = new(this, urgent);
        return State.TryApply(ref consume, out _) ? 1 : 0;
    }

    /// <summary>Sets or resets it.</summary>
    /// <param name="value">1 or 0.</param>
    /// <param name="after">The word then.</param>
    public void Put(int value, out Word after)
    {
        Assign assign = new(value);
        State.TryApply(ref assign, out after);
    }

    /// <summary>Wakes whom setting it concerns. Under a hold.</summary>
    public void Wake()
    {
        if (IsAutomatic)
            WakeUps.WakeNext();
        else
            WakeUps.WakeAll();
    }

    /// <inheritdoc/>
    public override bool MayServe(Word word) => word.Value != 0;

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
            if (state.Value == 0 || Turn.IsOthers(state, @event.State.Own, urgent))
                return false;
            state.Value = 0;
            Turn.Pass(ref state, @event, urgent);
            return true;
        }
    }

    private struct Assign(int value) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state)
        {
            if (state.Value == value)
                return false;
            state.Value = value;
            return true;
        }
    }
}
