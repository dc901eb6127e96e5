using Causeway.Sys;

namespace Causeway.Inspection.Waiting;

/// <summary>Who owns a futex word, where it or what is beside it tells. Pure.</summary>
/// <remarks>
/// Nothing says what a word is for: a number in it is an owner only if it is that of a thread that can have it. Robust and
/// priority-inheriting mutexes, and those of musl that keep an owner, have the thread in the word itself, with FUTEX_WAITERS;
/// other mutexes of glibc have 2 in the word and the thread beside it.
/// </remarks>
internal static class FutexOwner
{
    /// <summary>FUTEX_CMD_MASK, of those numbers that there are.</summary>
    public const int CommandMask = 0x7F;

    private const int Wait = 0;
    private const int LockPi = 6;
    private const int WaitRequeuePi = 11;
    private const int LockPi2 = 13;
    private const uint Waiters = 0x8000_0000;
    private const uint ThreadMask = 0x3FFF_FFFF;
    private const uint LockedWithWaiters = 2;

    /// <summary>Whether an operation waits.</summary>
    public static bool Waits(int operation) => operation is Wait or LibC.FUTEX_WAIT_BITSET or LockPi or WaitRequeuePi or LockPi2;

    /// <summary>The thread; 0 where nothing tells.</summary>
    /// <param name="operation">Of futex(2), without flags.</param>
    /// <param name="expected">What the caller expects the word to be.</param>
    /// <param name="isPrivate">Whether the caller waits within its own process.</param>
    /// <param name="window">The word and what follows it.</param>
    /// <param name="canBe">Whether there is such a thread that can have it.</param>
    public static int Find(int operation, uint expected, bool isPrivate, FutexWindow window, Func<int, bool> canBe)
    {
        int inWord = (int)(window.Word & ThreadMask);
        if (operation == WaitRequeuePi)
            return 0;
        if (operation is LockPi or LockPi2 || ((window.Word & Waiters) != 0 && expected == window.Word))
            return inWord != 0 && canBe(inWord) ? inWord : 0;
        return OfMutex(operation, expected, isPrivate, window) is > 0 and var owner && canBe(owner) ? owner : 0;
    }

    /// <summary>Whom a word names that looks like the lock of a glibc mutex with waiters, whether or not there is such a thread; 0 where it does not.</summary>
    /// <inheritdoc cref="Find" path="/param"/>
    public static int OfMutex(int operation, uint expected, bool isPrivate, FutexWindow window)
    {
        bool isContended = operation is Wait or LibC.FUTEX_WAIT_BITSET && window.Word == LockedWithWaiters && expected == LockedWithWaiters;
        return isContended && window.IsOwnedMutex(isPrivate) ? window.Owner : 0;
    }
}
