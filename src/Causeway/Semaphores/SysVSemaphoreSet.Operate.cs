using System.Globalization;
using System.Runtime.CompilerServices;
using Causeway.Semaphores;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

public readonly partial record struct SysVSemaphoreSet
{
    /// <summary>As many as one call usually may have (SEMOPM).</summary>
    private const int OperationsOnStack = 500;

    /// <summary>Does all the operations at once, in their order (semop(2)); waits, with none done, while any of them has to.</summary>
    /// <param name="operations">
    /// At least one; at most the machine's SEMOPM. The same semaphore may come several times. Must not change during the call.
    /// </param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; operations that were done at the same moment stay done and the call succeeds.</param>
    /// <exception cref="ArgumentException">No operation.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="TimeoutException">They could not be done in time; none was.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; none was done.</exception>
    /// <exception cref="SyscallException">
    /// EIDRM: the set was removed meanwhile. EINVAL: no such set. EFBIG: it has no such semaphore. ERANGE: a value, or what is to be
    /// undone, would exceed 32767. E2BIG: more than SEMOPM operations. ENOMEM: no room to keep what is to be undone. EACCES: no
    /// permission (read to wait for zero alone, else write).
    /// </exception>
    public void Operate(ReadOnlySpan<SysVSemaphoreOperation> operations, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNone(operations);
        var deadline = Deadline.After(timeout);
        if (cancellationToken.CanBeCanceled)
        {
            OperateCancellably(operations, deadline, cancellationToken);
            return;
        }

        if (!WaitAndOperate(operations, deadline, CancellationToken.None, out Errno error))
            throw OperateFailure(error, operations);
    }

    /// <summary>Does all the operations at once if none has to wait (IPC_NOWAIT).</summary>
    /// <returns>false: one would have to wait; none was done.</returns>
    /// <inheritdoc cref="Operate"/>
    public bool TryOperate(ReadOnlySpan<SysVSemaphoreOperation> operations)
    {
        ThrowIfNone(operations);
        if (OperateNow(operations, out Errno error))
            return true;
        return error == Errno.EAGAIN ? false : throw OperateFailure(error, operations);
    }

    /// <summary>Does all the operations at once; where one has to wait, waits on a thread borrowed for it.</summary>
    /// <param name="operations">Must not change before the task has ended.</param>
    /// <param name="cancellationToken">Ends the wait; operations that were done at the same moment stay done and the call succeeds.</param>
    /// <inheritdoc cref="Operate"/>
    public ValueTask OperateAsync(ReadOnlyMemory<SysVSemaphoreOperation> operations, CancellationToken cancellationToken = default)
    {
        ThrowIfNone(operations.Span);
        return OperateCoreAsync(this, operations, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask OperateCoreAsync(SysVSemaphoreSet set, ReadOnlyMemory<SysVSemaphoreOperation> operations, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (set.TryOperate(operations.Span))
            return;
        await DedicatedThread.Enter();
        try
        {
            if (!set.WaitAndOperate(operations.Span, Deadline.Infinite, token, out Errno error))
                throw set.OperateFailure(error, operations.Span);
        }
        finally
        {
            await DedicatedThread.Leave();
        }
    }

    private static void ThrowIfNone(ReadOnlySpan<SysVSemaphoreOperation> operations)
    {
        if (operations.IsEmpty)
            throw new ArgumentException("give at least one operation", nameof(operations));
    }

    /// <summary>Tried first: what need not wait is not made ready to be interrupted.</summary>
    private void OperateCancellably(ReadOnlySpan<SysVSemaphoreOperation> operations, Deadline deadline, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (!TryOperate(operations) && !WaitAndOperate(operations, deadline, token, out Errno error))
            throw OperateFailure(error, operations);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool WaitAndOperate(ReadOnlySpan<SysVSemaphoreOperation> operations, Deadline deadline, CancellationToken token, out Errno error)
    {
        fixed (SysVSemaphoreOperation* start = operations)
        {
            var call = new SysVSemaphoreCall(Id, (LibC.sembuf*)start, operations.Length, deadline);
            return BlockingCall.Run(ref call, deadline, token, out error) == 0;
        }
    }

    [SkipLocalsInit]
    private unsafe bool OperateNow(ReadOnlySpan<SysVSemaphoreOperation> operations, out Errno error)
    {
        Span<LibC.sembuf> native = operations.Length <= OperationsOnStack ? stackalloc LibC.sembuf[operations.Length] : new LibC.sembuf[operations.Length];
        for (int i = 0; i < operations.Length; i++)
            native[i] = operations[i].WithoutWaiting();
        fixed (LibC.sembuf* start = native)
        {
            var call = new SysVSemaphoreCall(Id, start, operations.Length, Deadline.Infinite);
            return BlockingCall.Run(ref call, Deadline.Infinite, CancellationToken.None, out error) == 0;
        }
    }

    private Exception OperateFailure(Errno error, ReadOnlySpan<SysVSemaphoreOperation> operations)
    {
        string text = operations.Length <= 8 ? string.Join(' ', operations.ToArray()) : string.Create(CultureInfo.InvariantCulture, $"{operations.Length} operations");
        if (error == Errno.ETIMEDOUT)
            return SyscallFailure.TimedOut("semtimedop", ToString(), $"{text} could not be done; nothing was changed");
        string? remedy = error switch
        {
            _ when error == Errno.EFBIG => $"the set has {CountText()}; they count from 0",
            _ when error == Errno.ERANGE => $"no semaphore goes beyond SEMVMX, {MaximumValue}, nor what is to be undone; done was nothing of {text}",
            _ when error == Errno.E2BIG =>
                string.Create(CultureInfo.InvariantCulture, $"do fewer than {operations.Length} operations at once or raise the limit: {SysVArguments.SemaphoreLimit(2, "SEMOPM")}"),
            _ when error == Errno.ENOSPC => "the kernel keeps no more operations to undo; do fewer with undo",
            _ when error == Errno.EACCES => "its owner can give this user permission: read to wait for zero, write for the rest",
            _ => GoneRemedy(error),
        };
        return SyscallFailure.Create("semop", ToString(), error, remedy);
    }

    private string CountText() =>
        TryGetStatus(out SysVSemaphoreSetStatus? status, out _) ? string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(status.Count, "semaphore")}") : "fewer semaphores";
}
