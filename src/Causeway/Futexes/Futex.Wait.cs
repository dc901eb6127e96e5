using Causeway.Futexes;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Waiting.</content>
public sealed partial class Futex
{
    /// <summary>Sleeps while the word is <paramref name="expected"/>, until woken (FUTEX_WAIT_BITSET, any bit).</summary>
    /// <param name="expected">What the word was when the caller decided to wait.</param>
    /// <param name="timeout">null: as long as it takes. On the monotonic clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it slept and was woken, perhaps without a cause: false when the word differed at once (EAGAIN).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Nobody woke it in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed. (Disposing it during a wait does not end the wait.)</exception>
    public bool Wait(int expected, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        WaitFor(expected, LibC.FUTEX_BITSET_MATCH_ANY, Deadline.After(timeout), cancellationToken);

    /// <summary>As <see cref="Wait"/>, until woken for one of some reasons (FUTEX_WAIT_BITSET): see <see cref="WakeBitset"/>.</summary>
    /// <param name="expected">What the word was when the caller decided to wait.</param>
    /// <param name="bits">The reasons: at least one bit.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">No bit, or a negative timeout.</exception>
    /// <inheritdoc cref="Wait"/>
    public bool WaitBitset(int expected, uint bits, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bits);
        return WaitFor(expected, bits, Deadline.After(timeout), cancellationToken);
    }

    /// <summary>Sleeps while every word is what was expected of it, until one is woken (futex_waitv, of Linux 5.16; a thread for each word before that).</summary>
    /// <param name="waits">1 to 128 words, each with what it was.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Which was woken, perhaps without a cause, or has changed. Others may have been woken at the same moment, and it is told of
    /// one alone: look at all of them.
    /// </returns>
    /// <exception cref="ArgumentException">No word, more than 128, or a negative timeout.</exception>
    /// <exception cref="TimeoutException">None was woken in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The memory of one was disposed.</exception>
    public static int WaitAny(ReadOnlySpan<FutexWait> waits, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        FutexWaitAny.Check(waits);
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        return FutexWaitAny.Wait(waits, deadline, cancellationToken);
    }

    /// <summary>Whether the word is this now.</summary>
    internal unsafe bool IsNow(int expected)
    {
        using HandleHold hold = Hold();
        // SAFETY: the word is within the memory, which is held.
        return Volatile.Read(ref *(int*)(hold.Value + Offset)) == expected;
    }

    private bool WaitFor(int expected, uint bits, Deadline deadline, CancellationToken token)
    {
        var call = new WaitCall(this, expected, bits, deadline);
        nint result = BlockingCall.Run(ref call, deadline, token, out Errno error);
        if (result == 0)
            return true;
        if (error == Errno.EAGAIN)
            return false;
        throw error == Errno.ETIMEDOUT
            ? SyscallFailure.TimedOut("futex(FUTEX_WAIT)", Name)
            : SyscallFailure.Create("futex(FUTEX_WAIT)", Name, error);
    }

    private readonly struct WaitCall(Futex futex, int expected, uint bits, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            LibC.timespec until = deadline.IsInfinite ? default : deadline.ToAbsolute(LibC.CLOCK_MONOTONIC);
            nint timeout = deadline.IsInfinite ? 0 : (nint)(&until);

            // Without using: in a try region the compiler would not inline the call.
            HandleHold hold = futex.Hold();
            int result = LibC.futex(hold.Value + futex.Offset, LibC.FUTEX_WAIT_BITSET | futex._flag, expected, timeout, 0, bits, out error);
            hold.Dispose();
            return result;
        }
    }
}
