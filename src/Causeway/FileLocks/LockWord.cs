namespace Causeway;

/// <summary>What a <see cref="FileLock"/> is doing, in one word: the number of the turn, and free, busy or held.</summary>
/// <remarks>A scope knows its turn, so that it never releases what was taken after it.</remarks>
internal static class LockWord
{
    private const long FreeState = 0;
    private const long BusyState = 1;
    private const long SharedState = 2;
    private const long ExclusiveState = 3;
    private const long StateMask = 3;
    private const int TurnShift = 2;

    public static long TurnOf(long word) => word >> TurnShift;

    public static bool IsFree(long word) => (word & StateMask) == FreeState;

    public static bool IsBusy(long word) => (word & StateMask) == BusyState;

    public static FileLockMode? ModeOf(long word) => (word & StateMask) switch
    {
        SharedState => FileLockMode.Shared,
        ExclusiveState => FileLockMode.Exclusive,
        _ => null,
    };

    /// <summary>The same turn, busy.</summary>
    public static long Begun(long word) => (word & ~StateMask) | BusyState;

    /// <summary>The same turn, held.</summary>
    public static long Held(long word, FileLockMode mode) => (word & ~StateMask) | (mode == FileLockMode.Shared ? SharedState : ExclusiveState);

    /// <summary>The next turn, free.</summary>
    public static long Free(long word) => (((word >> TurnShift) + 1) << TurnShift) | FreeState;
}
