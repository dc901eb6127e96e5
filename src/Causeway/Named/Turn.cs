using Causeway.Liveness;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>The turn in the changes of objects: what is left to who has been overtaken too often.</summary>
internal static class Turn
{
    /// <summary>Whether what there is to take is left to somebody else.</summary>
    public static bool IsOthers(ChangingState state, int own, bool urgent) => state.Turn != 0 && !(urgent && state.Turn == own);

    /// <summary>After this process has taken something: its turn passes to the next who asked.</summary>
    public static void Pass(ref ChangingState state, SharedObject from, bool urgent)
    {
        if (urgent && state.Turn == from.State.Own)
            state.Turn = from.TurnAfterOwn();
    }
}
