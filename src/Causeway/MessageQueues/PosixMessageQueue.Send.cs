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
        while (!TrySend(message, priority))
        {
            if (!DescriptorPoll.Wait(_descriptor, LibC.POLLOUT, deadline, cancellationToken))
                throw SyscallFailure.TimedOut("mq_send", Name);
        }
    }

    /// <summary>Sends one message without waiting (mq_send(3), O_NONBLOCK).</summary>
    /// <returns>Whether it was sent: false when the queue is full.</returns>
    /// <inheritdoc cref="Send" path="/param[@name='message' or @name='priority']"/>
    /// <exception cref="ArgumentOutOfRangeException">The priority cannot be right.</exception>
    /// <exception cref="SyscallException">EMSGSIZE: longer than <see cref="MaxMessageBytes"/>. EBADF: opened to receive only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public unsafe bool TrySend(ReadOnlySpan<byte> message, int priority = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, MaximumPriority);
        fixed (byte* start = message)
        {
            while (true)
            {
                // An empty span has no address, and the kernel wants none that it cannot read.
                byte nothing = 0;
                int result = LibC.mq_send(_descriptor, start is null ? &nothing : start, (nuint)message.Length, (uint)priority);
                Errno error = Errno.Last;
                if (result == 0)
                    return true;
                if (error == Errno.EAGAIN)
                    return false;
                if (error != Errno.EINTR)
                    throw SyscallFailure.Create("mq_send", Name, error, SendRemedy(error, message.Length));
            }
        }
    }

    /// <summary>Sends one message (mq_send(3)); completes when there was room for it. No thread waits (epoll(7)).</summary>
    /// <inheritdoc cref="Send" path="/param[@name='message' or @name='priority' or @name='cancellationToken']"/>
    /// <exception cref="ArgumentOutOfRangeException">The priority cannot be right.</exception>
    /// <exception cref="SyscallException">EMSGSIZE: longer than <see cref="MaxMessageBytes"/>. EBADF: opened to receive only.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, int priority = 0, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DescriptorWatch watch = Reactor.Shared.Watch(_descriptor);
        while (true)
        {
            uint seen = watch.Edges(Direction.Write);
            if (TrySend(message.Span, priority))
                return;
            await watch.WaitAsync(Direction.Write, seen, Deadline.Infinite, inline: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private string? SendRemedy(Errno error, int length) =>
        error == Errno.EMSGSIZE ? MessageQueueRemedy.OfTooLong(length, MaxMessageBytes)
        : error == Errno.EBADF ? "this object was opened to receive only: open the queue with FileAccess.Write or ReadWrite"
        : null;
}
