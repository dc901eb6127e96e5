using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.MessageQueues;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

public readonly partial record struct SysVMessageQueue
{
    /// <summary>Sends one message (msgsnd(2)); waits while the queue is full.</summary>
    /// <param name="type">1 or more: what receivers select by.</param>
    /// <param name="message">0 bytes or more, at most the machine's msgmax. One longer than the queue's capacity (msg_qbytes) waits for ever.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; a message that was sent at the same moment stays sent and the call succeeds.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is less than 1, or <paramref name="timeout"/> is negative.</exception>
    /// <exception cref="TimeoutException">The queue stayed full; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was sent.</exception>
    /// <exception cref="SyscallException">
    /// EINVAL: longer than msgmax, or no such queue. EIDRM: the queue was removed meanwhile. EACCES: no write permission. ENOMEM.
    /// </exception>
    public void Send(long type, ReadOnlySpan<byte> message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        if (timeout is not null || cancellationToken.CanBeCanceled || message.Length > SysVEnvelope.LongBytes)
            SendWaiting(type, message, timeout, cancellationToken);
        else if (!SendOnce(type, message, 0, out Errno error))
            SendAgain(type, message, error);
    }

    /// <summary>Sends one message if the queue has room for it (msgsnd(2), IPC_NOWAIT).</summary>
    /// <returns>false: the queue is full.</returns>
    /// <inheritdoc cref="Send"/>
    public bool TrySend(long type, ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        bool isSent = message.Length > SysVEnvelope.LongBytes
            ? SendCore(type, message, SysVMessageWait.None, out Errno error)
            : SendOnce(type, message, LibC.IPC_NOWAIT, out error);
        return isSent || (error == Errno.EAGAIN ? false : throw SendFailure(error, message.Length));
    }

    /// <summary>Sends one message; where the queue is full, waits on a thread of its own.</summary>
    /// <param name="type">1 or more: what receivers select by.</param>
    /// <param name="message">Must not change before the task has ended.</param>
    /// <param name="cancellationToken">Ends the wait; a message that was sent at the same moment stays sent and the call succeeds.</param>
    /// <inheritdoc cref="Send"/>
    public ValueTask SendAsync(long type, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(type, 1);
        return SendCoreAsync(this, type, message, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendCoreAsync(SysVMessageQueue queue, long type, ReadOnlyMemory<byte> message, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (queue.TrySend(type, message.Span))
            return;
        await DedicatedThread.Enter();
        try
        {
            if (!queue.SendCore(type, message.Span, SysVMessageWait.Until(token), out Errno error))
                throw queue.SendFailure(error, message.Length);
        }
        finally
        {
            await DedicatedThread.Leave();
        }
    }

    private void SendWaiting(long type, ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token)
    {
        if (!SendCore(type, message, new SysVMessageWait(Deadline.After(timeout), token), out Errno error))
            throw error == Errno.ETIMEDOUT ? SyscallFailure.TimedOut("msgsnd", ToString(), FullRemedy(message.Length)) : SendFailure(error, message.Length);
    }

    /// <summary>After a call that failed: a signal's handler may have ended it.</summary>
    private void SendAgain(long type, ReadOnlySpan<byte> message, Errno error)
    {
        if (error != Errno.EINTR)
            throw SendFailure(error, message.Length);
        SendWaiting(type, message, null, CancellationToken.None);
    }

    [SkipLocalsInit]
    private bool SendCore(long type, ReadOnlySpan<byte> message, in SysVMessageWait wait, out Errno error)
    {
        int bytes = checked(sizeof(long) + message.Length);

        // No try region around the usual call: the compiler would not inline it there.
        return bytes <= SysVMessageCall.BytesOnStack
            ? SendIn(stackalloc byte[bytes], type, message, wait, out error)
            : SendRented(bytes, type, message, wait, out error);
    }

    private bool SendRented(int bytes, long type, ReadOnlySpan<byte> message, in SysVMessageWait wait, out Errno error)
    {
        byte[] envelope = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            return SendIn(envelope, type, message, wait, out error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(envelope);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe bool SendIn(Span<byte> envelope, long type, ReadOnlySpan<byte> message, in SysVMessageWait wait, out Errno error)
    {
        MemoryMarshal.Write(envelope, type);
        BlockCopy.Copy(message, envelope[sizeof(long)..]);
        fixed (byte* start = envelope)
        {
            var call = SysVMessageCall.Send(Id, start, message.Length);
            return call.Run(wait, out error) >= 0;
        }
    }

    /// <summary>Said of a send that waited in vain: how full the queue is, or that the message never fits.</summary>
    private string? FullRemedy(int length)
    {
        if (!TryStat(out LibC.msqid_ds status, out _))
            return null;
        string capacity = string.Create(CultureInfo.InvariantCulture, $"its capacity (msg_qbytes) of {Counted.Of((long)status.msg_qbytes, "byte")}");
        return (ulong)length > status.msg_qbytes
            ? string.Create(CultureInfo.InvariantCulture, $"{length} bytes never fit into {capacity}; raise it with Change, up to {SysVArguments.Limit("msgmnb")}")
            : string.Create(CultureInfo.InvariantCulture, $"the queue holds {Counted.Of((long)status.msg_cbytes, "byte")} in {Counted.Of((long)status.msg_qnum, "message")} of {capacity}; receive from it or raise that with Change, up to {SysVArguments.Limit("msgmnb")}");
    }

    private SyscallException SendFailure(Errno error, int length)
    {
        string? remedy = error switch
        {
            _ when error == Errno.EINVAL && length > MaximumMessageBytes =>
                string.Create(CultureInfo.InvariantCulture, $"the message has {length} bytes; send smaller ones or raise the limit: {SysVArguments.Limit("msgmax")}"),
            _ when error == Errno.EACCES => "its owner can give this user write permission",
            _ => GoneRemedy(error),
        };
        return SyscallFailure.Create("msgsnd", ToString(), error, remedy);
    }
}
