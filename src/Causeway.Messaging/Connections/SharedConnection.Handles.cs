using System.Runtime.InteropServices;
using System.Threading.Channels;
using Causeway.Messaging.Meeting;
using Causeway.Sys;

namespace Causeway;

/// <content>Handing descriptors over, beside the messages (SCM_RIGHTS over the meeting socket).</content>
public sealed partial class SharedConnection
{
    /// <summary>The most bytes that a note has.</summary>
    public const int MaxNoteBytes = MeetingSocket.MaxNoteBytes;

    /// <summary>
    /// Hands a descriptor over (sendmsg(2), SCM_RIGHTS): the peer gets a duplicate, the handle stays this process's own and may be closed at once. Waits
    /// while the peer has 16 that it has not received.
    /// </summary>
    /// <param name="handle">Any descriptor: file, socket, memfd, pidfd.</param>
    /// <param name="note">What to say with it, up to <see cref="MaxNoteBytes"/> bytes: which one it is, for example.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing was sent then.</param>
    /// <remarks>
    /// Thread-safe. Handles come in the order in which they were sent; when they come with respect to messages is not said. A handle that is sent is
    /// not yet received: if the peer dies first it is gone.
    /// </remarks>
    /// <exception cref="ArgumentException">The handle is invalid, or the note too long.</exception>
    /// <exception cref="ObjectDisposedException">The handle is closed, or this side was disposed.</exception>
    /// <exception cref="TimeoutException">The peer has received none in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">ETOOMANYREFS: this user has more on their way than RLIMIT_NOFILE.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection.</exception>
    /// <exception cref="PeerDiedException">The peer died.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    public void SendHandle(SafeHandle handle, ReadOnlySpan<byte> note = default, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        CheckHandle(handle, note);
        var deadline = Deadline.After(timeout);
        HandleExchange handles = Socket.Handles;
        ThrowIfOver();
        if (!ChannelWait.TryTake(handles.Credits, deadline, LateToSend, out _, cancellationToken))
            throw EndFailure();
        try
        {
            Socket.SendHandle(handle, note, deadline, cancellationToken);
        }
        catch (Exception failure)
        {
            handles.TryReturnCredit();
            throw Explain(failure, handle);
        }
    }

    /// <summary>Hands a descriptor over; waits without a thread while the peer has 16 that it has not received.</summary>
    /// <inheritdoc cref="SendHandle"/>
    public async ValueTask SendHandleAsync(SafeHandle handle, ReadOnlyMemory<byte> note = default, CancellationToken cancellationToken = default)
    {
        CheckHandle(handle, note.Span);
        cancellationToken.ThrowIfCancellationRequested();
        HandleExchange handles = Socket.Handles;
        ThrowIfOver();
        Socket.HoldForAwait();
        try
        {
            await handles.Credits.ReadAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await Socket.SendHandleAsync(handle, note.Span, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                handles.TryReturnCredit();
                throw Explain(failure, handle);
            }
        }
        catch (ChannelClosedException)
        {
            throw EndFailure();
        }
        finally
        {
            Socket.ReleaseAfterAwait();
        }
    }

    /// <summary>Takes the next handle that the peer handed over; waits on the calling thread while there is none.</summary>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <returns>The descriptor, which is the caller's to dispose, and the note.</returns>
    /// <remarks>Thread-safe. What came before the peer closed or died can be received afterwards.</remarks>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">EMFILE: one came when this process had no room for it; it is lost, and the next call goes on.</exception>
    /// <exception cref="ObjectDisposedException">This side was disposed.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection, and all were received.</exception>
    /// <exception cref="PeerDiedException">The peer died, and all were received.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    public ReceivedHandle ReceiveHandle(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (ChannelWait.TryTake(Socket.Handles.Arrivals, Deadline.After(timeout), LateToReceive, out HandleExchange.Arrival arrival, cancellationToken))
            return Take(arrival);
        throw EndFailure();
    }

    /// <summary>Takes the next handle if there is one; never waits.</summary>
    /// <param name="handle">What came.</param>
    /// <returns>False when there is none.</returns>
    /// <inheritdoc cref="ReceiveHandle" path="/exception[not(contains(@cref,'Timeout') or contains(@cref,'Canceled'))]"/>
    public bool TryReceiveHandle(out ReceivedHandle handle)
    {
        HandleExchange handles = Socket.Handles;
        bool isThere = handles.Arrivals.TryRead(out HandleExchange.Arrival arrival);
        handle = isThere ? Take(arrival) : default;
        return isThere || !handles.Arrivals.Completion.IsCompleted ? isThere : throw EndFailure();
    }

    /// <summary>Takes the next handle; waits without a thread while there is none.</summary>
    /// <inheritdoc cref="ReceiveHandle"/>
    public async ValueTask<ReceivedHandle> ReceiveHandleAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Socket.HoldForAwait();
        try
        {
            return Take(await Socket.Handles.Arrivals.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (ChannelClosedException)
        {
            throw EndFailure();
        }
        finally
        {
            Socket.ReleaseAfterAwait();
        }
    }

    private ReceivedHandle Take(HandleExchange.Arrival arrival)
    {
        Socket.ReturnCredit();
        return new ReceivedHandle(
            arrival.Descriptor ?? throw SyscallFailure.Create("recvmsg", Name, Errno.EMFILE, "a handle came when this process had no descriptor for it, and is lost: raise RLIMIT_NOFILE (ulimit -n), or close some descriptors, and let the peer send it again"),
            arrival.Note);
    }

    private static void CheckHandle(SafeHandle handle, ReadOnlySpan<byte> note)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle.IsInvalid)
            throw new ArgumentException("An invalid handle stands for no descriptor.", nameof(handle));
        if (note.Length > MaxNoteBytes)
            throw new ArgumentException($"The note has {note.Length} bytes, and {MaxNoteBytes} at the most go with a handle: send the rest as a message.", nameof(note));
    }

    private void ThrowIfOver()
    {
        if (State != SharedConnectionState.Open)
            throw EndFailure();
    }

    /// <summary>The socket hangs up a moment before the connection knows what that means.</summary>
    private Exception Explain(Exception failure, SafeHandle handle)
    {
        bool isGone = failure is SyscallException { Errno: var errno } && (errno == Errno.EPIPE || errno == Errno.ECONNRESET);
        bool isDisposed = failure is ObjectDisposedException && !handle.IsClosed;
        if (isGone)
            Socket.HangUp();
        return isGone || isDisposed ? EndFailure() : failure;
    }

    private TimeoutException LateToSend() => SyscallFailure.TimedOut("sendmsg", Name, "the peer has not received the handles that were sent before");

    private TimeoutException LateToReceive() => SyscallFailure.TimedOut("recvmsg", Name, "the peer has handed nothing over");
}
