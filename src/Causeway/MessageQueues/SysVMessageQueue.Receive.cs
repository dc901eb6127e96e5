using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.MessageQueues;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

public readonly partial record struct SysVMessageQueue
{
    /// <summary>Takes one message out of the queue (msgrcv(2)); waits while there is none of the kind.</summary>
    /// <param name="buffer">Where its bytes go.</param>
    /// <param name="selection">Which message: the oldest unless given.</param>
    /// <param name="truncate">What to do with a message longer than the buffer: cut it off and lose the rest (MSG_NOERROR), or leave it in the queue and fail.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; a message that came at the same moment is not lost: the call succeeds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="TimeoutException">No such message came; nothing was taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="SyscallException">
    /// E2BIG: the message is longer than the buffer; it stays in the queue. EIDRM: the queue was removed meanwhile. EINVAL: no such
    /// queue. EACCES: no read permission.
    /// </exception>
    public SysVMessageInfo Receive(
        Span<byte> buffer,
        SysVMessageSelection selection = default,
        bool truncate = false,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        if (timeout is not null || cancellationToken.CanBeCanceled || buffer.Length > SysVEnvelope.LongBytes)
            return ReceiveWaiting(buffer, selection, truncate, timeout, cancellationToken);
        return ReceiveOnce(buffer, out SysVMessageInfo message, selection.Type, FlagsOf(selection, truncate), out Errno error)
            ? message
            : ReceiveAgain(buffer, selection, truncate, error);
    }

    /// <summary>Takes one message out of the queue if there is one of the kind (msgrcv(2), IPC_NOWAIT).</summary>
    /// <param name="buffer">Where its bytes go.</param>
    /// <param name="message">Its type and length.</param>
    /// <param name="selection">Which message: the oldest unless given.</param>
    /// <param name="truncate">What to do with a message longer than the buffer: cut it off and lose the rest (MSG_NOERROR), or leave it in the queue and fail.</param>
    /// <returns>false: no such message is there.</returns>
    /// <inheritdoc cref="Receive"/>
    public bool TryReceive(Span<byte> buffer, out SysVMessageInfo message, SysVMessageSelection selection = default, bool truncate = false)
    {
        bool isThere = buffer.Length > SysVEnvelope.LongBytes
            ? ReceiveCore(buffer, out message, selection, truncate, SysVMessageWait.None, out Errno error)
            : ReceiveOnce(buffer, out message, selection.Type, FlagsOf(selection, truncate) | LibC.IPC_NOWAIT, out error);
        return isThere || (error == Errno.ENOMSG ? false : throw ReceiveFailure(error, buffer.Length));
    }

    /// <summary>Takes one message out of the queue; where there is none of the kind, waits on a thread of its own (<see cref="SysVMessageReceiver"/> keeps one).</summary>
    /// <inheritdoc cref="Receive"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SysVMessageInfo> ReceiveAsync(
        Memory<byte> buffer,
        SysVMessageSelection selection = default,
        bool truncate = false,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryReceive(buffer.Span, out SysVMessageInfo message, selection, truncate))
            return message;
        await DedicatedThread.Enter();
        try
        {
            return ReceiveTried(buffer.Span, selection, truncate, cancellationToken);
        }
        finally
        {
            await DedicatedThread.Leave();
        }
    }

    /// <summary>Waits for a message that an attempt has not found.</summary>
    internal SysVMessageInfo ReceiveTried(Span<byte> buffer, SysVMessageSelection selection, bool truncate, CancellationToken token) =>
        ReceiveCore(buffer, out SysVMessageInfo message, selection, truncate, SysVMessageWait.Until(token), out Errno error)
            ? message
            : throw ReceiveFailure(error, buffer.Length);

    private SysVMessageInfo ReceiveWaiting(Span<byte> buffer, SysVMessageSelection selection, bool truncate, TimeSpan? timeout, CancellationToken token)
    {
        if (ReceiveCore(buffer, out SysVMessageInfo message, selection, truncate, new SysVMessageWait(Deadline.After(timeout), token), out Errno error))
            return message;
        throw error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut("msgrcv", ToString()) : ReceiveFailure(error, buffer.Length);
    }

    /// <summary>After a call that failed: a signal's handler may have ended it.</summary>
    private SysVMessageInfo ReceiveAgain(Span<byte> buffer, SysVMessageSelection selection, bool truncate, Errno error) =>
        error == Errno.EINTR
            ? ReceiveWaiting(buffer, selection, truncate, null, CancellationToken.None)
            : throw ReceiveFailure(error, buffer.Length);

    private static int FlagsOf(SysVMessageSelection selection, bool truncate) => selection.Flags | (truncate ? LibC.MSG_NOERROR : 0);

    private bool ReceiveCore(Span<byte> buffer, out SysVMessageInfo message, SysVMessageSelection selection, bool truncate, in SysVMessageWait wait, out Errno error) =>
        ReceiveCore(buffer, out message, selection.Type, FlagsOf(selection, truncate), wait, out error);

    // The kernel writes type and bytes in one piece, and a message that it cannot write is lost: hence an envelope of ours.
    [SkipLocalsInit]
    private bool ReceiveCore(Span<byte> buffer, out SysVMessageInfo message, long type, int flags, in SysVMessageWait wait, out Errno error)
    {
        int bytes = checked(sizeof(long) + buffer.Length);

        // No try region around the usual call: the compiler would not inline it there.
        return bytes <= SysVMessageCall.BytesOnStack
            ? ReceiveIn(stackalloc byte[bytes], buffer, out message, type, flags, wait, out error)
            : ReceiveRented(bytes, buffer, out message, type, flags, wait, out error);
    }

    private bool ReceiveRented(int bytes, Span<byte> buffer, out SysVMessageInfo message, long type, int flags, in SysVMessageWait wait, out Errno error)
    {
        byte[] envelope = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            return ReceiveIn(envelope, buffer, out message, type, flags, wait, out error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(envelope);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool ReceiveIn(
        Span<byte> envelope, Span<byte> buffer, out SysVMessageInfo message, long type, int flags, in SysVMessageWait wait, out Errno error)
    {
        nint length;
        fixed (byte* start = envelope)
        {
            var call = SysVMessageCall.Receive(Id, start, buffer.Length, (nint)type, flags);
            length = call.Run(wait, out error);
        }

        message = default;
        if (length < 0)
            return false;
        BlockCopy.Copy(envelope.Slice(sizeof(long), (int)length), buffer);
        message = new SysVMessageInfo(MemoryMarshal.Read<long>(envelope), (int)length);
        return true;
    }

    private SyscallException ReceiveFailure(Errno error, int length)
    {
        string? remedy = error switch
        {
            _ when error == Errno.E2BIG => $"it stays in the queue; receive with more than {Counted.Of(length, "byte")} of buffer, or truncate",
            _ when error == Errno.EACCES => "its owner can give this user read permission",
            _ => GoneRemedy(error),
        };
        return SyscallFailure.Create("msgrcv", ToString(), error, remedy);
    }
}
