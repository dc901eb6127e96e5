using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

public readonly partial record struct SysVSemaphoreSet
{
    private const int OperationsOnStack = 32;

    /// <summary>Does all the operations at once (semtimedop(2)), in their order; waits, with none done, while any of them has to.</summary>
    /// <param name="operations">At least one; at most the machine's SEMOPM. The same semaphore may come several times.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; operations that were done at the same moment stay done and the call succeeds.</param>
    /// <exception cref="ArgumentException">No operation.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="TimeoutException">They could not be done in time; none was.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; none was done.</exception>
    /// <exception cref="SyscallException">
    /// EIDRM: the set was removed meanwhile. EINVAL: no such set. EFBIG: it has no such semaphore. ERANGE: a value, or what is to be
    /// undone, would exceed 32767. E2BIG: more than SEMOPM operations. ENOSPC: too much to undo. EACCES: no permission.
    /// </exception>
    public void Operate(ReadOnlySpan<SysVSemaphoreOperation> operations, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryOperate(operations))
            return;
        if (!OperateCore(operations, wait: true, deadline, cancellationToken, out Errno error))
            throw error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut("semtimedop", ToString()) : OperateFailure(error);
    }

    /// <summary>Does all the operations at once if none has to wait (IPC_NOWAIT).</summary>
    /// <returns>false: one would have to wait; none was done.</returns>
    /// <inheritdoc cref="Operate"/>
    public bool TryOperate(ReadOnlySpan<SysVSemaphoreOperation> operations)
    {
        if (operations.IsEmpty)
            throw new ArgumentException("give at least one operation", nameof(operations));
        if (OperateCore(operations, wait: false, Deadline.Infinite, CancellationToken.None, out Errno error))
            return true;
        return error == Errno.EAGAIN ? false : throw OperateFailure(error);
    }

    /// <summary>Does all the operations at once; where one has to wait, waits on a thread of its own.</summary>
    /// <param name="operations">Must not change before the task has ended.</param>
    /// <param name="cancellationToken">Ends the wait; operations that were done at the same moment stay done and the call succeeds.</param>
    /// <inheritdoc cref="Operate"/>
    public async ValueTask OperateAsync(ReadOnlyMemory<SysVSemaphoreOperation> operations, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryOperate(operations.Span))
            return;
        SysVSemaphoreSet set = this;
        await DedicatedThread.RunAsync(() => set.Operate(operations.Span, timeout: null, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private unsafe bool OperateCore(ReadOnlySpan<SysVSemaphoreOperation> operations, bool wait, Deadline deadline, CancellationToken token, out Errno error)
    {
        Span<LibC.sembuf> native = operations.Length <= OperationsOnStack ? stackalloc LibC.sembuf[OperationsOnStack] : new LibC.sembuf[operations.Length];
        for (int i = 0; i < operations.Length; i++)
            native[i] = operations[i].ToNative(wait);
        fixed (LibC.sembuf* start = native)
        {
            var call = new OperateCall(Id, start, operations.Length, deadline);
            return BlockingCall.Run(ref call, deadline, token, out error) == 0;
        }
    }

    private Exception OperateFailure(Errno error, bool opening = false)
    {
        string? remedy = error switch
        {
            _ when error == Errno.EFBIG => "the set has fewer semaphores; they count from 0",
            _ when error == Errno.ERANGE => $"no semaphore goes beyond {MaximumValue}, nor what is to be undone",
            _ when error == Errno.E2BIG => $"do fewer operations at once or raise the limit: {SysVArguments.SemaphoreLimit(2, "SEMOPM")}",
            _ when error == Errno.ENOSPC => "the kernel keeps no more operations to undo; do fewer with undo",
            _ when error == Errno.EACCES => "its owner can give this user permission: read to wait for zero, write for the rest",
            _ => GoneRemedy(error),
        };
        return opening ? SyscallFailure.Opening("semtimedop", ToString(), error, remedy) : SyscallFailure.Create("semtimedop", ToString(), error, remedy);
    }

    // SAFETY: the operations are pinned by the caller, which outlives the call.
    private readonly unsafe struct OperateCall(int id, LibC.sembuf* operations, int count, Deadline deadline) : IBlockingCall
    {
        public static bool KeepsDeadline => true;

        public nint Invoke(out Errno error)
        {
            LibC.timespec left = deadline.IsInfinite ? default : deadline.ToRelative();
            int result = LibC.semtimedop(id, operations, (nuint)count, deadline.IsInfinite ? null : &left);
            error = Errno.Last;
            // With a deadline no operation has IPC_NOWAIT: EAGAIN is this call's word for a time that has passed.
            if (result != 0 && error == Errno.EAGAIN && !deadline.IsInfinite)
                error = Errno.ETIMEDOUT;
            return result;
        }
    }
}
