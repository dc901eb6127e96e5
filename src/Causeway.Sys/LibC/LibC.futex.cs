namespace Causeway.Sys;

internal static unsafe partial class LibC
{
    /// <summary>FUTEX_WAIT without FUTEX_PRIVATE_FLAG: the word is found by its page, from every process.</summary>
    public const int FUTEX_WAIT = 0;
    public const int FUTEX_WAKE = 1;

    public static readonly PerArchitecture SYS_futex = new(X64: 202, Arm64: 98);

    /// <summary>futex(2), the operations without a second word. The timeout is a duration on the monotonic clock.</summary>
    public static int futex(nint word, int operation, int value, timespec* timeout) =>
        (int)syscall(SYS_futex, word, operation, value, (nint)timeout);
}
