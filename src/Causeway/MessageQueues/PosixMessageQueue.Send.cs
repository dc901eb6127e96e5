using System.Runtime.CompilerServices;
using Causeway.MessageQueues;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Sending.</content>
public sealed partial class PosixMessageQueue
{
    /// <summary>Sends one message (mq_send(3)); waits while the queue is full.</summary>
    /// <param name="message">At most <see cref="MaxMessageBytes"/>; none is a message too.</param>
    /// <param name="priority">From 0 to <see cref="MaximumPriority"/>; the highest is received first.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is sent then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The priority or the timeout cannot be right.</exception>
    /// <exception cref="SyscallException">EMSGSIZE: longer than <see cref="MaxMessageBytes"/>. EBADF: opened to receive only.</exception>
    /// <exception cref="TimeoutException">The queue was full all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public void Send(ReadOnlySpan<byte> message, int priority = 0, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();

        // A wait that can end early costs a timer or a registration: worth one call more to learn whether it is needed.
        if (!deadline.IsInfinite || cancellationToken.CanBeCanceled)
        {
            if (TrySend(message, priority))
                return;
            if (deadline.HasPassed)
                throw SyscallFailure.TimedOut("mq_send", Name);
        }

        ThrowIfNoPriority(priority);
        var call = new SendCall(_use, message, priority, wait: true);
        while (BlockingCall.Run(ref call, deadline, cancellationToken, out Errno error) != 0)
        {
            if (error == Errno.ETIMEDOUT)
                throw SyscallFailure.TimedOut("mq_send", Name);
            if (error != Errno.EAGAIN)
                throw SendFailure(error, message.Length);

            // Somebody who shares the description made it non-blocking.
            if (!DescriptorPoll.Wait(_descriptor, LibC.POLLOUT, deadline, cancellationToken))
                throw SyscallFailure.TimedOut("mq_send", Name);
        }
    }

    /// <summary>Sends one message without waiting (mq_timedsend(3), until a time that has passed).</summary>
    /// <returns>Whether it was sent: false when the queue is full.</returns>
    /// <inheritdoc cref="Send" path="/param[@name='message' or @name='priority']"/>
    /// <exception cref="ArgumentOutOfRangeException">The priority cannot be right.</exception>
    /// <exception cref="SyscallException">EMSGSIZE: longer than <see cref="MaxMessageBytes"/>. EBADF: opened to receive only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TrySend(ReadOnlySpan<byte> message, int priority = 0)
    {
        ThrowIfNoPriority(priority);
        var call = new SendCall(_use, message, priority, wait: false);
        while (true)
        {
            if (call.Invoke(out Errno error) == 0)
                return true;
            if (IsWouldBlock(error))
                return false;
            if (error != Errno.EINTR)
                throw SendFailure(error, message.Length);
        }
    }

    /// <summary>Sends one message (mq_timedsend(3)); completes when there was room for it. No thread waits (epoll(7)).</summary>
    /// <inheritdoc cref="Send" path="/param[@name='message' or @name='priority' or @name='cancellationToken']"/>
    /// <exception cref="ArgumentOutOfRangeException">The priority cannot be right.</exception>
    /// <exception cref="SyscallException">EMSGSIZE: longer than <see cref="MaxMessageBytes"/>. EBADF: opened to receive only.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, int priority = 0, CancellationToken cancellationToken = default)
    {
        var room = new Readiness(_descriptor, Direction.Write);
        room.Look();

        // Where there is room no state machine is needed. Whatever else comes of it is for the task to say.
        Errno error = default;
        try
        {
            if ((uint)priority <= MaximumPriority && !cancellationToken.IsCancellationRequested && AttemptToSend(message.Span, priority, out error))
                return ValueTask.CompletedTask;
        }
        catch (ObjectDisposedException)
        {
            // The task's attempt finds the same.
        }

        return SendAsync(message, priority, room, error, cancellationToken);
    }

    /// <summary>After an attempt that failed with the error, or was not made (0).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(ReadOnlyMemory<byte> message, int priority, Readiness room, Errno error, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNoPriority(priority);
        while (true)
        {
            if (IsWouldBlock(error))
                await room.WaitAsync(InlineContinuations, cancellationToken).ConfigureAwait(false);
            else if (error != default && error != Errno.EINTR)
                throw SendFailure(error, message.Length);
            room.Look();
            if (AttemptToSend(message.Span, priority, out error))
                return;
        }
    }

    private static void ThrowIfNoPriority(int priority)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, MaximumPriority);
    }

    /// <summary>What a call answers that may not wait; EAGAIN only where somebody made the description non-blocking.</summary>
    private static bool IsWouldBlock(Errno error) => error == Errno.ETIMEDOUT || error == Errno.EAGAIN;

    private SyscallException SendFailure(Errno error, int length)
    {
        string? remedy = null;
        if (error == Errno.EMSGSIZE)
            remedy = MessageQueueRemedy.OfTooLong(length, MaxMessageBytes);
        else if (error == Errno.EBADF)
            remedy = "this object was opened to receive only: open the queue with FileAccess.Write or ReadWrite";
        return SyscallFailure.Create("mq_send", Name, error, remedy);
    }

    private readonly unsafe ref struct SendCall(DescriptorUse queue, ReadOnlySpan<byte> message, int priority, bool wait) : IBlockingCall
    {
        private readonly ReadOnlySpan<byte> _message = message;

        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error)
        {
            LibC.timespec passed = default;

            // An empty span has no address, and the kernel wants none that it cannot read.
            byte nothing = 0;
            fixed (byte* present = _message)
            {
                byte* start = present is null ? &nothing : present;
                return wait
                    ? LibC.mq_send(queue, start, (nuint)_message.Length, (uint)priority, out error)
                    : LibC.mq_timedsend(queue, start, (nuint)_message.Length, (uint)priority, &passed, out error);
            }
        }
    }
}
