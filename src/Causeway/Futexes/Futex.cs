using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A 32-bit word in a mapping on which threads of any process sleep until it is changed and they are woken (futex(2)).</summary>
/// <remarks>
/// <para>
/// The kernel compares the word and goes to sleep in one step. A waiter loads the word, decides, and waits for it to differ
/// from what it loaded; a waker stores the word, then wakes. A wake-up may come without a cause: loop on the word's value.
/// </para>
/// <para>
/// The futex is a shared one (without FUTEX_PRIVATE_FLAG): it is found by its page, so that processes meet that map the same
/// file at different addresses; programs in C must not set that flag either. Thread-safe.
/// </para>
/// </remarks>
public sealed class Futex
{
    private readonly MemoryMapping _mapping;
    private readonly long _offset;

    /// <summary>The futex at an offset of a mapping. It holds the mapping while a call is under way, and does not own it.</summary>
    /// <param name="mapping">Mapped to read and write.</param>
    /// <param name="offset">In bytes, a multiple of 4.</param>
    /// <exception cref="ArgumentException">The word is not within the mapping, or not aligned.</exception>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public Futex(MemoryMapping mapping, long offset)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        mapping.ThrowIfReadOnly();
        mapping.ThrowIfOutside(offset, sizeof(int), sizeof(int));
        _mapping = mapping;
        _offset = offset;
    }

    /// <summary>The word, for Volatile and Interlocked. It must not be used after the mapping was disposed.</summary>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public ref int Word => ref _mapping.GetReference<int>(_offset);

    /// <summary>Sleeps while the word is <paramref name="expected"/>, until woken (FUTEX_WAIT).</summary>
    /// <param name="expected">What the word was when the caller decided to wait.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it slept and was woken, perhaps without a cause: false when the word differed at once (EAGAIN).</returns>
    /// <exception cref="TimeoutException">Nobody woke it in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed. (Disposing it during a wait does not end the wait.)</exception>
    public bool Wait(int expected, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        using HandleHold hold = new(_mapping.Handle);
        var call = new WaitCall(hold.Value + (nint)_offset, expected, deadline);
        nint result = BlockingCall.Run(ref call, deadline, cancellationToken, out Errno error);
        if (result == 0)
            return true;
        if (error == Errno.EAGAIN)
            return false;
        throw error == Errno.ETIMEDOUT
            ? SyscallFailure.TimedOut("futex(FUTEX_WAIT)", _mapping.Name)
            : SyscallFailure.Create("futex(FUTEX_WAIT)", _mapping.Name, error);
    }

    /// <summary>As <see cref="Wait"/>, on a thread of its own that lives for this wait: the kernel has no descriptor for a futex.</summary>
    /// <inheritdoc cref="Wait"/>
    public Task<bool> WaitAsync(int expected, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<bool>(cancellationToken);
        if (!IsNow(expected))
            return Task.FromResult(false);
        return DedicatedThread.RunAsync(() => Wait(expected, timeout: null, cancellationToken), cancellationToken);
    }

    /// <summary>Wakes waiters, of any process (FUTEX_WAKE).</summary>
    /// <param name="count">How many at the most.</param>
    /// <returns>How many were woken.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public unsafe int Wake(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        using HandleHold hold = new(_mapping.Handle);
        int woken = LibC.futex(hold.Value + (nint)_offset, LibC.FUTEX_WAKE, count, null);
        Errno error = Errno.Last;
        return woken >= 0 ? woken : throw SyscallFailure.Create("futex(FUTEX_WAKE)", _mapping.Name, error);
    }

    /// <summary>Wakes every waiter, of any process (FUTEX_WAKE).</summary>
    /// <inheritdoc cref="Wake" path="/returns"/>
    /// <exception cref="ObjectDisposedException">The mapping was disposed.</exception>
    public int WakeAll() => Wake(int.MaxValue);

    private unsafe bool IsNow(int expected)
    {
        using HandleHold hold = new(_mapping.Handle);
        // SAFETY: the word is within the mapping, which is held.
        return Volatile.Read(ref *(int*)(hold.Value + (nint)_offset)) == expected;
    }

    private readonly struct WaitCall(nint word, int expected, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public unsafe nint Invoke(out Errno error)
        {
            LibC.timespec left = deadline.IsInfinite ? default : deadline.ToRelative();
            int result = LibC.futex(word, LibC.FUTEX_WAIT, expected, deadline.IsInfinite ? null : &left);
            error = Errno.Last;
            return result;
        }
    }
}
