using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Reading.</content>
public sealed partial class EventCounter
{
    /// <summary>Takes the value, or one of it in semaphore mode (read(2)); waits while it is 0.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>What was taken: 1 or more, in semaphore mode 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The value was 0 all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public ulong Read(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        bool canEndEarly = !deadline.IsInfinite || cancellationToken.CanBeCanceled;
        ulong value;
        while (!(canEndEarly ? TryRead(out value) : TryReadBlocking(out value)))
        {
            if (!DescriptorPoll.Wait(Descriptor, LibC.POLLIN, deadline, cancellationToken))
                throw SyscallFailure.TimedOut("read", ObjectName);
        }

        return value;
    }

    /// <summary>Takes the value, or one of it in semaphore mode, without waiting (preadv2(2), RWF_NOWAIT).</summary>
    /// <param name="value">What was taken.</param>
    /// <returns>Whether there was something: false when the value is 0.</returns>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public unsafe bool TryRead(out ulong value)
    {
        ulong taken;
        while (true)
        {
            nint count = LibC.preadv2(Descriptor, (byte*)&taken, ValueBytes, -1, LibC.RWF_NOWAIT, out Errno error);
            if (IsTaken(count, error, taken, out value))
                return true;
            if (error == Errno.EAGAIN)
                return false;
        }
    }

    /// <summary>Takes the value, or one of it in semaphore mode; completes when it is above 0. No thread waits (epoll(7)).</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>What was taken: 1 or more, in semaphore mode 1.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ulong> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var counted = new Readiness(Descriptor, Direction.Read);
        while (true)
        {
            counted.Look();
            if (TryRead(out ulong value))
                return value;
            await counted.WaitAsync(InlineContinuations, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One read(2), which waits unless the description is non-blocking: false then.</summary>
    private unsafe bool TryReadBlocking(out ulong value)
    {
        ulong taken;
        while (true)
        {
            nint count = LibC.read(Descriptor, (byte*)&taken, ValueBytes, out Errno error);
            if (IsTaken(count, error, taken, out value))
                return true;
            if (error == Errno.EAGAIN)
                return false;
        }
    }

    private static bool IsTaken(nint count, Errno error, ulong taken, out ulong value)
    {
        value = taken;
        if (count == ValueBytes)
            return true;
        value = 0;
        return error == Errno.EAGAIN || error == Errno.EINTR ? false : throw SyscallFailure.Create("read", ObjectName, error);
    }
}
