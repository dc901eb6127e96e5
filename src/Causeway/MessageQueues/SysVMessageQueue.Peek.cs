using Causeway.MessageQueues;
using Causeway.Sys;

namespace Causeway;

public readonly partial record struct SysVMessageQueue
{
    /// <summary>Copies a message without taking it out of the queue (msgrcv(2), MSG_COPY).</summary>
    /// <remarks>Another receiver can take a message between two calls: the next index then skips one. The copy changes nothing in the status.</remarks>
    /// <param name="index">Its place in the queue, from 0, the oldest, whatever its type.</param>
    /// <param name="buffer">Where its bytes go; it has to hold them all, the kernel cuts no copy off.</param>
    /// <param name="message">Its type and length.</param>
    /// <returns>false: the queue has fewer messages.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    /// <exception cref="SyscallException">
    /// E2BIG: the message is longer than the buffer. ENOSYS: the kernel is built without CONFIG_CHECKPOINT_RESTORE. EINVAL: no such
    /// queue. EACCES: no read permission.
    /// </exception>
    public bool TryPeek(int index, Span<byte> buffer, out SysVMessageInfo message)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (ReceiveCore(buffer, out message, index, LibC.MSG_COPY, SysVMessageWait.None, out Errno error))
            return true;
        return error == Errno.ENOMSG ? false : throw PeekFailure(error, buffer.Length);
    }

    /// <summary>What a failed peek says.</summary>
    internal SyscallException PeekFailure(Errno error, int length)
    {
        string? remedy = error switch
        {
            _ when error == Errno.ENOSYS => "copying a message takes a kernel built with CONFIG_CHECKPOINT_RESTORE; receive it, and send it again where others need it",
            _ when error == Errno.E2BIG => $"peek with more than {Counted.Of(length, "byte")} of buffer",
            _ => null,
        };
        return remedy is null ? ReceiveFailure(error, length) : SyscallFailure.Create("msgrcv(MSG_COPY)", ToString(), error, remedy);
    }
}
