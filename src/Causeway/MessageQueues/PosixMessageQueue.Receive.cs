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
        if (timeout is not null || cancellationToken.CanBeCanceled || buffer.Length < MaxMessageBytes)
            return ReceiveWaiting(buffer, Deadline.After(timeout), cancellationToken);
        return ReceiveOnce(buffer, out PosixMessageInfo message, out Errno error) ? message : ReceiveAgain(buffer, error);
    }

    /// <summary>Takes the first message of the highest priority without waiting (mq_timedreceive(3), until a time that has passed).</summary>
    /// <param name="buffer">Gets the message: at least <see cref="MaxMessageBytes"/> long, whatever the message's length.</param>
    /// <param name="message">The message's length and priority; both 0 where there was none.</param>
    /// <returns>Whether there was one: false when the queue is empty.</returns>
    /// <exception cref="ArgumentException">The buffer is too short (EMSGSIZE of the call).</exception>
    /// <exception cref="SyscallException">EBADF: opened to send only.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed.</exception>
    public bool TryReceive(Span<byte> buffer, out PosixMessageInfo message)
    {
        ThrowIfTooShort(buffer);
        while (true)
        {
            if (AttemptToReceive(_use, buffer, out message, out Errno error))
                return true;
            if (IsWouldBlock(error))
                return false;
            if (error != Errno.EINTR)
                throw ReceiveFailure(error);
        }
    }

    /// <summary>Takes the first message of the highest priority (mq_timedreceive(3)); completes when there is one. No thread waits (epoll(7)).</summary>
    /// <param name="buffer">Gets the message: at least <see cref="MaxMessageBytes"/> long, whatever the message's length.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is taken then.</param>
    /// <returns>The message's length and priority.</returns>
    /// <exception cref="ArgumentException">The buffer is too short (EMSGSIZE of the call).</exception>
    /// <exception cref="SyscallException">EBADF: opened to send only.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="ObjectDisposedException">This object was disposed, before or meanwhile.</exception>
    public ValueTask<PosixMessageInfo> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var input = new Readiness(_descriptor, Direction.Read);
        input.Look();

        // A message that is there needs no state machine. Whatever else comes of it is for the task to say.
        Errno error = default;
        try
        {
            if (buffer.Length >= MaxMessageBytes && !cancellationToken.IsCancellationRequested
                && AttemptToReceive(Attempts, buffer.Span, out PosixMessageInfo message, out error))
                return new ValueTask<PosixMessageInfo>(message);
        }
        catch (ObjectDisposedException)
        {
            // The task's attempt finds the same.
        }

        return ReceiveAsync(buffer, input, error, cancellationToken);
    }

    /// <summary>After an attempt that failed with the error, or was not made (0).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<PosixMessageInfo> ReceiveAsync(Memory<byte> buffer, Readiness input, Errno error, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfTooShort(buffer.Span);
        while (true)
        {
            if (IsWouldBlock(error))
                await input.WaitAsync(InlineContinuations, cancellationToken).ConfigureAwait(false);
            else if (error != default && error != Errno.EINTR)
                throw ReceiveFailure(error);
            input.Look();
            if (AttemptToReceive(Attempts, buffer.Span, out PosixMessageInfo message, out error))
                return message;
        }
    }

    /// <inheritdoc cref="SendAgain"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PosixMessageInfo ReceiveAgain(Span<byte> buffer, Errno error) =>
        error == Errno.EINTR || error == Errno.EAGAIN
            ? ReceiveWaiting(buffer, Deadline.Infinite, CancellationToken.None)
            : throw ReceiveFailure(error);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private PosixMessageInfo ReceiveWaiting(Span<byte> buffer, Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A wait that can end early costs a timer or a registration: worth one call more to learn whether it is needed.
        if (TryReceive(buffer, out PosixMessageInfo present))
            return present;
        if (deadline.HasPassed)
            throw SyscallFailure.TimedOut("mq_receive", Name);

        var call = new ReceiveCall(this, buffer);
        while (BlockingCall.Run(ref call, deadline, cancellationToken, out Errno error) != 0)
        {
            if (error == Errno.ETIMEDOUT)
                throw SyscallFailure.TimedOut("mq_receive", Name);
            if (error != Errno.EAGAIN)
                throw ReceiveFailure(error);

            // Somebody who shares the description made it non-blocking.
            if (!DescriptorPoll.Wait(_descriptor, LibC.POLLIN, deadline, cancellationToken))
                throw SyscallFailure.TimedOut("mq_receive", Name);
        }

        return call.Message;
    }

    private void ThrowIfTooShort(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < MaxMessageBytes)
            throw new ArgumentException($"The buffer has {Counted.Of(buffer.Length, "byte")}; messages of \"{Name}\" may have {MaxMessageBytes} (MaxMessageBytes).", nameof(buffer));
    }

    private SyscallException ReceiveFailure(Errno error) => SyscallFailure.Create("mq_receive", Name, error,
        error == Errno.EBADF ? "this object was opened to send only: open the queue with FileAccess.Read or ReadWrite" : null);

    /// <inheritdoc cref="SendOnce"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool ReceiveOnce(Span<byte> buffer, out PosixMessageInfo message, out Errno error) => ReceiveBy(_use, buffer, out message, null, out error);

    /// <inheritdoc cref="SendBy"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe bool ReceiveBy(DescriptorUse queue, Span<byte> buffer, out PosixMessageInfo message, LibC.timespec* until, out Errno error)
    {
        uint priority;
        nint length;
        fixed (byte* start = buffer)
            length = LibC.mq_timedreceive(queue, start, (nuint)buffer.Length, &priority, until, out error);
        message = length >= 0 ? new PosixMessageInfo((int)length, (int)priority) : default;
        return length >= 0;
    }

    private ref struct ReceiveCall(PosixMessageQueue queue, Span<byte> buffer) : IBlockingCall
    {
        private readonly Span<byte> _buffer = buffer;
        private PosixMessageInfo _message;

        public static bool KeepsDeadline => false;

        public readonly PosixMessageInfo Message => _message;

        public nint Invoke(out Errno error) => queue.ReceiveOnce(_buffer, out _message, out error) ? 0 : -1;
    }
}
