using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Receiving.</content>
public sealed partial class PosixMessageQueue
{
    /// <summary>Takes the first message of the highest priority (mq_receive(3)); waits while the queue is empty.</summary>
    /// <param name="buffer">Gets the message: at least <see cref="MaxMessageBytes"/> long, whatever the message's length.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The message's length and priority.</returns>
    /// <exception cref="ArgumentException">The buffer is too short (EMSGSIZE of the call), or the timeout is negative.</exception>
    /// <exception cref="SyscallException">EBADF: opened to send only.</exception>
    /// <exception cref="TimeoutException">The queue was empty all the time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public PosixMessageInfo Receive(Span<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            if (TryReceive(buffer, out PosixMessageInfo message))
                return message;
            if (!DescriptorPoll.Wait(_descriptor, LibC.POLLIN, deadline, cancellationToken))
                throw SyscallFailure.TimedOut("mq_receive", Name);
        }
    }

    /// <summary>Takes the first message of the highest priority without waiting (mq_receive(3), O_NONBLOCK).</summary>
    /// <param name="buffer">Gets the message: at least <see cref="MaxMessageBytes"/> long, whatever the message's length.</param>
    /// <param name="message">The message's length and priority.</param>
    /// <returns>Whether there was one: false when the queue is empty.</returns>
    /// <exception cref="ArgumentException">The buffer is too short (EMSGSIZE of the call).</exception>
    /// <exception cref="SyscallException">EBADF: opened to send only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public unsafe bool TryReceive(Span<byte> buffer, out PosixMessageInfo message)
    {
        ThrowIfTooShort(buffer);
        fixed (byte* start = buffer)
        {
            while (true)
            {
                uint priority;
                nint length = LibC.mq_receive(_descriptor, start, (nuint)buffer.Length, &priority);
                Errno error = Errno.Last;
                if (length >= 0)
                {
                    message = new PosixMessageInfo((int)length, (int)priority);
                    return true;
                }

                message = default;
                if (error == Errno.EAGAIN)
                    return false;
                if (error != Errno.EINTR)
                {
                    throw SyscallFailure.Create("mq_receive", Name, error,
                        error == Errno.EBADF ? "this object was opened to send only: open the queue with FileAccess.Read or ReadWrite" : null);
                }
            }
        }
    }

    /// <summary>Takes the first message of the highest priority (mq_receive(3)); completes when there is one. No thread waits (epoll(7)).</summary>
    /// <param name="buffer">Gets the message: at least <see cref="MaxMessageBytes"/> long, whatever the message's length.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The message's length and priority.</returns>
    /// <exception cref="ArgumentException">The buffer is too short (EMSGSIZE of the call).</exception>
    /// <exception cref="SyscallException">EBADF: opened to send only.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PosixMessageInfo> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DescriptorWatch watch = Reactor.Shared.Watch(_descriptor);
        while (true)
        {
            uint seen = watch.Edges(Direction.Read);
            if (TryReceive(buffer.Span, out PosixMessageInfo message))
                return message;
            await watch.WaitAsync(Direction.Read, seen, Deadline.Infinite, inline: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ThrowIfTooShort(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < MaxMessageBytes)
            throw new ArgumentException($"The buffer has {buffer.Length} bytes; messages of \"{Name}\" may have {MaxMessageBytes} (MaxMessageBytes).", nameof(buffer));
    }
}
