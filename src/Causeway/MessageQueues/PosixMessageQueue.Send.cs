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
        if (timeout is not null || cancellationToken.CanBeCanceled || (uint)priority > MaximumPriority)
            SendWaiting(message, priority, Deadline.After(timeout), cancellationToken);
        else if (!SendOnce(message, priority, out Errno error))
            SendAgain(message, priority, error);
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
        while (true)
        {
            if (AttemptToSend(_use, message, priority, out Errno error))
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
            if ((uint)priority <= MaximumPriority && !cancellationToken.IsCancellationRequested && AttemptToSend(Attempts, message.Span, priority, out error))
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
            if (AttemptToSend(Attempts, message.Span, priority, out error))
                return;
        }
    }

    /// <summary>After a call that failed: a signal's handler may have ended it, or somebody who shares the description made it non-blocking.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendAgain(ReadOnlySpan<byte> message, int priority, Errno error)
    {
        if (error != Errno.EINTR && error != Errno.EAGAIN)
            throw SendFailure(error, message.Length);
        SendWaiting(message, priority, Deadline.Infinite, CancellationToken.None);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendWaiting(ReadOnlySpan<byte> message, int priority, Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A wait that can end early costs a timer or a registration: worth one call more to learn whether it is needed.
        if (TrySend(message, priority))
            return;
        if (deadline.HasPassed)
            throw SyscallFailure.TimedOut("mq_send", Name);

        var call = new SendCall(this, message, priority);
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

    /// <summary>The usual call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool SendOnce(ReadOnlySpan<byte> message, int priority, out Errno error) => SendBy(_use, message, priority, null, out error);

    /// <summary>
    /// To be in the body of the public method: each frame between them costs, because after a system call the processor
    /// mispredicts where a return leads to.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe bool SendBy(DescriptorUse queue, ReadOnlySpan<byte> message, int priority, LibC.timespec* until, out Errno error)
    {
        // An empty span has no address, and the kernel wants none that it cannot read.
        byte nothing = 0;
        fixed (byte* present = message)
            return LibC.mq_timedsend(queue, present is null ? &nothing : present, (nuint)message.Length, (uint)priority, until, out error) == 0;
    }

    private readonly ref struct SendCall(PosixMessageQueue queue, ReadOnlySpan<byte> message, int priority) : IBlockingCall
    {
        private readonly ReadOnlySpan<byte> _message = message;

        public static bool KeepsDeadline => false;

        public nint Invoke(out Errno error) => queue.SendOnce(_message, priority, out error) ? 0 : -1;
    }
}
