using Causeway.Sys;

namespace Causeway;

/// <content>Waking.</content>
public sealed partial class Futex
{
    /// <summary>Wakes waiters, whatever bits they wait for (FUTEX_WAKE_BITSET, all bits).</summary>
    /// <param name="count">How many at the most.</param>
    /// <returns>How many were woken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public int Wake(int count = 1) => WakeBitset(LibC.FUTEX_BITSET_MATCH_ANY, count);

    /// <summary>Wakes every waiter.</summary>
    /// <inheritdoc cref="Wake" path="/returns"/>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public int WakeAll() => Wake(int.MaxValue);

    /// <summary>Wakes waiters that wait for one of these bits (FUTEX_WAKE_BITSET).</summary>
    /// <param name="bits">At least one. Those who wait without bits wait for any.</param>
    /// <param name="count">How many at the most.</param>
    /// <returns>How many were woken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No bit, or the count is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public int WakeBitset(uint bits, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        HandleHold hold = Hold();
        int woken = LibC.futex(hold.Value + Offset, LibC.FUTEX_WAKE_BITSET | _flag, count, 0, 0, bits, out Errno error);
        hold.Dispose();
        return woken >= 0 ? woken : throw SyscallFailure.Create("futex(FUTEX_WAKE)", Name, error);
    }

    /// <summary>Wakes some waiters and lets others wait at another word instead, so that they do not all wake at once (FUTEX_REQUEUE).</summary>
    /// <param name="target">Where they wait then: of the same <see cref="FutexScope"/>.</param>
    /// <param name="wakeCount">How many to wake at the most.</param>
    /// <param name="moveCount">How many of the rest to move at the most.</param>
    /// <returns>How many were woken or moved.</returns>
    /// <remarks>Racy, as futex(2) says: <see cref="TryRequeue"/> looks at the word in the same step.</remarks>
    /// <exception cref="ArgumentException">A count is negative, or the scopes differ.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public int Requeue(Futex target, int wakeCount = 1, int moveCount = int.MaxValue)
    {
        int affected = Requeue(LibC.FUTEX_REQUEUE, target, wakeCount, moveCount, 0, out Errno error);
        return affected >= 0 ? affected : throw SyscallFailure.Create("futex(FUTEX_REQUEUE)", Name, error);
    }

    /// <summary>As <see cref="Requeue(Futex, int, int)"/>, if the word is what is expected (FUTEX_CMP_REQUEUE).</summary>
    /// <param name="expected">What the word was when the caller decided.</param>
    /// <param name="target">Where they wait then: of the same <see cref="FutexScope"/>.</param>
    /// <param name="affected">How many were woken or moved.</param>
    /// <param name="wakeCount">How many to wake at the most.</param>
    /// <param name="moveCount">How many of the rest to move at the most.</param>
    /// <returns>False when the word differed (EAGAIN): nobody was woken or moved.</returns>
    /// <exception cref="ArgumentException">A count is negative, or the scopes differ.</exception>
    /// <exception cref="ObjectDisposedException">The memory was disposed.</exception>
    public bool TryRequeue(int expected, Futex target, out int affected, int wakeCount = 1, int moveCount = int.MaxValue)
    {
        affected = Requeue(LibC.FUTEX_CMP_REQUEUE, target, wakeCount, moveCount, expected, out Errno error);
        if (affected >= 0)
            return true;
        affected = 0;
        return error == Errno.EAGAIN ? false : throw SyscallFailure.Create("futex(FUTEX_CMP_REQUEUE)", Name, error);
    }

    private int Requeue(int operation, Futex target, int wakeCount, int moveCount, int expected, out Errno error)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegative(wakeCount);
        ArgumentOutOfRangeException.ThrowIfNegative(moveCount);
        if (target._flag != _flag)
            throw new ArgumentException("Both must be of the same scope.", nameof(target));
        using HandleHold hold = Hold();
        using HandleHold other = target.Hold();
        return LibC.futex(hold.Value + Offset, operation | _flag, wakeCount, moveCount, other.Value + target.Offset, (uint)expected, out error);
    }
}
