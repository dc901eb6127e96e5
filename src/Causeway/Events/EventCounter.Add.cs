using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Adding.</content>
public sealed partial class EventCounter
{
    /// <summary>Adds to the value and wakes readers (write(2)); waits while it does not fit.</summary>
    /// <param name="value">From 0, which adds nothing, to <see cref="MaximumValue"/>.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is added then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is 2⁶⁴ − 1, or the timeout negative.</exception>
    /// <exception cref="TimeoutException">It did not fit all the time: nobody read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Add(ulong value = 1, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ThrowIfTooLarge(value);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryWrite(value, deadline, cancellationToken, out Errno error))
            AddRefused(value, deadline, error, cancellationToken);
    }

    /// <summary>Adds to the value if it fits.</summary>
    /// <param name="value">From 0, which adds nothing, to <see cref="MaximumValue"/>.</param>
    /// <returns>Whether it was added: false when the sum would be above <see cref="MaximumValue"/>.</returns>
    /// <remarks>The kernel has no such call for a descriptor in blocking mode: where it does not fit, the <see cref="Interrupter"/> ends the wait at once.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is 2⁶⁴ − 1.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryAdd(ulong value = 1)
    {
        ThrowIfTooLarge(value);
        return TryWrite(value, Deadline.Immediate, CancellationToken.None, out _);
    }

    /// <summary>Adds to the value and wakes readers; completes when it fits. No thread waits (epoll(7)).</summary>
    /// <param name="value">From 0, which adds nothing, to <see cref="MaximumValue"/>.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is added then.</param>
    /// <returns>Completes when it was added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is 2⁶⁴ − 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask AddAsync(ulong value = 1, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var room = new Readiness(Descriptor, Direction.Write);
        while (true)
        {
            // Each read of the counter is an edge: room for one may not be room for this value.
            room.Look();
            if (TryAdd(value))
                return;
            await room.WaitAsync(InlineContinuations, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void ThrowIfTooLarge(ulong value) => ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaximumValue);

    /// <summary>One write(2), which waits unless the description is non-blocking.</summary>
    /// <returns>False: it did not fit, and the description is non-blocking (EAGAIN) or the deadline passed (ETIMEDOUT).</returns>
    private bool TryWrite(ulong value, Deadline deadline, CancellationToken token, out Errno error)
    {
        var call = new WriteCall(Descriptor, value);
        nint count = BlockingCall.Run(ref call, deadline, token, out error);
        if (count == ValueBytes)
            return true;
        return error == Errno.EAGAIN || error == Errno.ETIMEDOUT ? false : throw SyscallFailure.Create("write", ObjectName, error);
    }

    private void AddRefused(ulong value, Deadline deadline, Errno error, CancellationToken token)
    {
        // poll(2) says that there is room when there is some, not that there is enough: the edges of epoll say when to try again.
        if (error == Errno.EAGAIN)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
            Task adding = AddAsync(value, source.Token).AsTask();
            if (TaskWait.Until(adding, deadline))
            {
                adding.GetAwaiter().GetResult();
                return;
            }

            source.Cancel();
            if (IsAddedAfterAll(adding))
                return;
        }

        throw SyscallFailure.TimedOut("write", ObjectName, "nobody reads the counter");
    }

    private static bool IsAddedAfterAll(Task adding)
    {
        try
        {
            adding.GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private readonly struct WriteCall(SafeFileDescriptor descriptor, ulong value) : IBlockingCall
    {
        public static bool KeepsDeadline => false;

        public unsafe nint Invoke(out Errno error)
        {
            ulong added = value;
            return LibC.write(descriptor, (byte*)&added, ValueBytes, out error);
        }
    }
}
