using Causeway.MessageQueues;

namespace Causeway;

/// <summary>Receives from one System V queue asynchronously, with one thread that waits for it until <see cref="Dispose"/>.</summary>
/// <remarks>
/// <para>
/// The kernel has no descriptor for a queue, so somebody has to sleep in msgrcv(2). <see cref="SysVMessageQueue.ReceiveAsync"/>
/// borrows a thread for each wait; this object owns one, allocates nothing for a message, and can go on on that thread
/// (<see cref="InlineContinuations"/>). The thread is started by the first wait.
/// </para>
/// <para>
/// One receive at a time; the queue itself is not owned: disposing leaves it and its messages. Any number of receivers,
/// in any processes, can share a queue, each message going to one of them.
/// </para>
/// </remarks>
public sealed class SysVMessageReceiver : IDisposable
{
    private readonly SysVMessageWaiter _waiter;

    /// <summary>A receiver from this queue. No call is made.</summary>
    public SysVMessageReceiver(SysVMessageQueue queue) => _waiter = new SysVMessageWaiter(queue);

    /// <summary>Where it receives from.</summary>
    public SysVMessageQueue Queue => _waiter.Queue;

    /// <summary>
    /// Whether what awaits a message goes on on the waiting thread itself, false unless set: it saves a thread switch. Such a
    /// continuation must not block for another message of this receiver: nobody would wait for it.
    /// </summary>
    public bool InlineContinuations { get; set; }

    /// <summary>Takes one message out of the queue; where there is none of the kind, this object's thread waits for it.</summary>
    /// <param name="buffer">Where its bytes go; not to be used before the task has ended.</param>
    /// <param name="selection">Which message: the oldest unless given.</param>
    /// <param name="truncate">What to do with a message longer than the buffer: cut it off and lose the rest (MSG_NOERROR), or leave it in the queue and fail.</param>
    /// <param name="cancellationToken">Ends the wait; a message that came at the same moment is not lost: the task succeeds.</param>
    /// <returns>To be awaited once, before the next receive.</returns>
    /// <exception cref="InvalidOperationException">The task of an earlier receive has not been awaited.</exception>
    /// <exception cref="ObjectDisposedException">The receiver is disposed, or was while it waited; nothing was taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="SyscallException">
    /// E2BIG: the message is longer than the buffer; it stays in the queue. EIDRM: the queue was removed meanwhile. EINVAL: no such
    /// queue. EACCES: no read permission.
    /// </exception>
    public ValueTask<SysVMessageInfo> ReceiveAsync(
        Memory<byte> buffer,
        SysVMessageSelection selection = default,
        bool truncate = false,
        CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<SysVMessageInfo>(cancellationToken);
        _waiter.Claim();
        SysVMessageInfo message;
        try
        {
            if (!Queue.TryReceive(buffer.Span, out message, selection, truncate))
                return _waiter.WaitAsync(new SysVMessageRequest(buffer, selection, truncate, cancellationToken), InlineContinuations);
        }
        catch (Exception e)
        {
            _waiter.Release();
            return ValueTask.FromException<SysVMessageInfo>(e);
        }

        _waiter.Release();
        return ValueTask.FromResult(message);
    }

    /// <summary>Ends the thread. A receive that waits fails with ObjectDisposedException, unless a message came at the same moment.</summary>
    public void Dispose() => _waiter.Dispose();
}
