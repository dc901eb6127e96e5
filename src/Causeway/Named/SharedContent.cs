using Causeway.Domains;
using Causeway.Liveness;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>Named memory: who fills it for the first time, and whether that is done.</summary>
/// <remarks>
/// bits 0-6 the cell of the process that initialises, 0: none; 7: somebody has begun to; 8: it is done, for good.
/// <code>
/// // died after                what others find         mended by
/// // the claim, the filling    begun, its owner dead    burial frees the claim; the next zeroes what is there and fills anew
/// // the word (done)           all of it                nothing to mend
/// </code>
/// </remarks>
internal sealed class SharedContent(ObjectFile file) : SharedObject(file)
{
    /// <summary>The value of memory that needs no initialiser.</summary>
    public const int Initialized = 0x100;

    /// <summary>What waits for the content to be there.</summary>
    public const int ForContent = 0;

    /// <summary>What waits for that, or for the claim to initialise it.</summary>
    public const int ForContentOrClaim = 1;

    /// <summary>What <see cref="TryTake"/> says: the content is there.</summary>
    public const int Ready = 1;

    /// <summary>It is this caller's to initialise.</summary>
    public const int Claimed = 2;

    /// <summary>The same, over what somebody left half done.</summary>
    public const int ClaimedAgain = 3;

    private const int OwnerMask = 0x7F;
    private const int Begun = 0x80;

    /// <inheritdoc/>
    public override int TryTake(int mode, bool urgent)
    {
        // Acquire: whoever sees that it is done sees what was filled in.
        if ((State.Load().Value & Initialized) != 0)
            return Ready;
        if (mode == ForContent)
            return 0;
        Claim claim = new(State.Own);
        return State.TryApply(ref claim, out Word after) ? claim.Again ? ClaimedAgain : Claimed
            : (after.Value & Initialized) != 0 ? Ready : 0;
    }

    /// <summary>Ends the claim, and tells everybody who waits.</summary>
    /// <param name="done">Whether the content is there.</param>
    public void EndClaim(bool done)
    {
        using HandleHold hold = new(Lease);
        CrashPoint.At("memory.filled");
        Ending end = new(State.Own, done);

        // Release, by the exchange's full fence: what was filled in comes before it.
        State.TryApply(ref end, out Word after);
        CrashPoint.At("memory.ended");
        if (after.HasWaiters)
            WakeUps.WakeAll();
    }

    /// <summary>It is ready, and somebody waits all the same: whoever made it so has been stopped before it told them.</summary>
    public void WakeForgotten()
    {
        if (State.Load().HasWaiters)
            WakeUps.WakeAll();
    }

    /// <inheritdoc/>
    public override bool MayServe(Word word) => (word.Value & Initialized) != 0 || (word.Value & OwnerMask) == 0;

    /// <inheritdoc/>
    public override void GiveBack(ref ChangingState state, int cell)
    {
        if ((state.Value & OwnerMask) == cell)
            state.Value &= ~OwnerMask;
    }

    /// <summary>Everybody is served at once when it is done: nobody is overtaken.</summary>
    private protected override int PatienceOf(int mode) => int.MaxValue;

    private struct Claim(int own) : IChange
    {
        public static bool UsesCell => false;

        public bool Again { get; private set; }

        public bool Apply(ref ChangingState state)
        {
            if ((state.Value & (Initialized | OwnerMask)) != 0)
                return false;
            Again = (state.Value & Begun) != 0;
            state.Value = Begun | own;
            return true;
        }
    }

    private struct Ending(int own, bool done) : IChange
    {
        public static bool UsesCell => false;

        public readonly bool Apply(ref ChangingState state)
        {
            if ((state.Value & OwnerMask) != own)
                return false;
            state.Value = done ? Initialized : Begun;
            return true;
        }
    }
}
