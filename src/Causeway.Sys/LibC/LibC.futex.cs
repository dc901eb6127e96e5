namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    public const int FUTEX_REQUEUE = 3;
    public const int FUTEX_CMP_REQUEUE = 4;
    public const int FUTEX_WAIT_BITSET = 9;
    public const int FUTEX_WAKE_BITSET = 10;

    /// <summary>Without it the word is found by its page, from every process.</summary>
    public const int FUTEX_PRIVATE_FLAG = 128;
    public const uint FUTEX_BITSET_MATCH_ANY = 0xFFFF_FFFF;

    public static readonly PerArchitecture SYS_futex = new(X64: 202, Arm64: 98);

    /// <summary>futex(2).</summary>
    /// <param name="word">The futex.</param>
    /// <param name="operation">One of the above.</param>
    /// <param name="value">What the word is expected to be, or how many to wake.</param>
    /// <param name="timeoutOrValue2">Until when (FUTEX_WAIT_BITSET: an absolute time of the monotonic clock), or how many to move.</param>
    /// <param name="word2">Where to move them.</param>
    /// <param name="value3">The mask, or what the word is expected to be.</param>
    /// <param name="error">errno.</param>
    public static int futex(nint word, int operation, int value, nint timeoutOrValue2, nint word2, uint value3, out Errno error)
    {
        nint result = syscall_hot(SYS_futex, word, operation, value, timeoutOrValue2, word2, (nint)value3);
        error = Errno.Of(result);
        return (int)result;
    }
}
