using System.Runtime.CompilerServices;
using Causeway.Futexes;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Awaiting.</content>
public sealed partial class Futex
{
    /// <summary>As <see cref="Wait"/>, on a thread of its own while this wait lasts: the kernel has no descriptor for a futex.</summary>
    /// <inheritdoc cref="Wait"/>
    public ValueTask<bool> WaitAsync(int expected, CancellationToken cancellationToken = default) =>
        WaitBitsetAsync(expected, LibC.FUTEX_BITSET_MATCH_ANY, cancellationToken);

    /// <summary>As <see cref="WaitBitset"/>, on a thread of its own while this wait lasts.</summary>
    /// <inheritdoc cref="WaitBitset"/>
    public ValueTask<bool> WaitBitsetAsync(int expected, uint bits, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bits);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        return IsNow(expected) ? WaitOnThreadAsync(expected, bits, cancellationToken) : ValueTask.FromResult(false);
    }

    /// <summary>As <see cref="WaitAny"/>, on a thread of its own while this wait lasts.</summary>
    /// <param name="waits">1 to 128 words, each with what it was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="WaitAny" path="/returns"/>
    /// <inheritdoc cref="WaitAny" path="/exception"/>
    public static ValueTask<int> WaitAnyAsync(IEnumerable<FutexWait> waits, CancellationToken cancellationToken = default)
    {
        FutexWait[] all = [.. waits];
        FutexWaitAny.Check(all);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : WaitAnyOnThreadAsync(all, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitOnThreadAsync(int expected, uint bits, CancellationToken token)
    {
        await DedicatedThread.Enter();
        try
        {
            return WaitFor(expected, bits, Deadline.Infinite, token);
        }
        finally
        {
            await DedicatedThread.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<int> WaitAnyOnThreadAsync(FutexWait[] waits, CancellationToken token)
    {
        await DedicatedThread.Enter();
        try
        {
            return FutexWaitAny.Wait(waits, Deadline.Infinite, token);
        }
        finally
        {
            await DedicatedThread.Leave();
        }
    }
}
