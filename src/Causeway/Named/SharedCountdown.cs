using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>A countdown: the value is what is missing still, a cell what its process owes of it.</summary>
/// <remarks>bits 0-29 the count; 30: somebody died who owed.</remarks>
internal sealed class SharedCountdown(ObjectFile file) : SharedObject(file)
{
    /// <summary>Option: what a process has added it owes, and it is signalled when it ends.</summary>
    public const uint SignalsForTheDead = 1;

    /// <summary>The largest count.</summary>
    public const int MaxCount = (1 << 30) - 1;

    private const int Died = 1 << 30;
    private readonly bool _owes = (file.Options & SignalsForTheDead) != 0;

    /// <summary>What it was created with.</summary>
    public int InitialCount { get; } = (int)Math.Clamp(file.Parameter, 0, MaxCount);

    /// <summary>The count in a word.</summary>
    public static int CountOf(Word word) => word.Value & MaxCount;

    /// <summary>Whether a word says that one who owed has died.</summary>
    public static bool SaysDied(Word word) => (word.Value & Died) != 0;

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent) => CountOf(State.Load()) == 0 ? 1 : 0;

    /// <summary>Adds to the count, or takes from it.</summary>
    /// <param name="by">Negative: signals.</param>
    /// <param name="after">The word then; or the one in which it cannot be done: because the count is 0, or there would be too many or too few.</param>
    public bool TryMove(int by, out Word after)
    {
        if (!_owes)
        {
            Move move = new(by);
            return State.TryApply(ref move, out after);
        }

        OwingMove owing = new(by);
        return TryApplyToCell(ref owing, out after);
    }

    /// <summary>Sets the count, and forgets who died and what this process owes.</summary>
    public void Put(int count, out Word after)
    {
        Assign assign = new(count);
        TryApplyToCell(ref assign, out after);
    }

    /// <inheritdoc/>
    public override void Wake() => WakeUps.WakeAll();

    /// <inheritdoc/>
    public override bool MayServe(Word word) => CountOf(word) == 0;

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        int count = state.Value & MaxCount;
        int owed = Math.Clamp(state.Held, 0, count);
        if (_owes && owed > 0)
            state.Value = (count - owed) | Died;
    }

    /// <inheritdoc/>
    /// <remarks>The turn is nobody's: everybody is served at once.</remarks>
    private protected override int PatienceOf(int mode) => int.MaxValue;

    private static bool TryMove(ref ChangingState state, int by)
    {
        int count = state.Value & MaxCount;
        if (count == 0 || by > MaxCount - count || count + by < 0)
            return false;
        state.Value += by;
        return true;
    }

    private struct Move(int by) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state) => TryMove(ref state, by);
    }

    private struct OwingMove(int by) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            if (!TryMove(ref state, by))
                return false;
            state.Held = Math.Max(0, state.Held + by);
            return true;
        }
    }

    private struct Assign(int count) : IChange
    {
        public static bool UsesCell => true;

        public readonly bool Apply(ref ChangingState state)
        {
            state.Value = count;
            state.Held = 0;
            return true;
        }
    }
}
