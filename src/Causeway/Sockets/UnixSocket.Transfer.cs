using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Sending to the peer and receiving.</content>
public sealed partial class UnixSocket
{
    /// <summary>Sends to the peer (send(2)): all bytes of a stream, or one message (datagram, seqpacket), which may be empty; waits while there is no room.</summary>
    /// <param name="buffer">What to send.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait. Of a stream's bytes a part may have been sent; a message has not.</param>
    /// <exception cref="SyscallException">EPIPE, ECONNRESET, ECONNREFUSED: the peer is gone. ENOTCONN: no peer. EMSGSIZE: the message is longer than the send buffer takes.</exception>
    /// <exception cref="TimeoutException">There was no room in time; of a stream's bytes a part may have been sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Send(ReadOnlySpan<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        SendAll(buffer, Deadline.After(timeout), cancellationToken);

    /// <summary>Sends to the peer what there is room for; never waits.</summary>
    /// <param name="buffer">What to send.</param>
    /// <param name="sent">How much of it: of a stream's bytes maybe a part, of a message all.</param>
    /// <returns>False when there is no room (EAGAIN).</returns>
    /// <inheritdoc cref="Send" path="/exception[contains(@cref,'Syscall')]"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TrySend(ReadOnlySpan<byte> buffer, out int sent)
    {
        while (true)
        {
            sent = (int)new SendCall(Descriptor, buffer, LibC.MSG_DONTWAIT).Invoke(out Errno error);
            if (sent >= 0)
                return true;
            sent = 0;
            if (error == Errno.EAGAIN)
                return false;
            if (error != Errno.EINTR)
                throw SendFailure(_peer, error);
        }
    }

    /// <summary>Sends to the peer; waits without a thread while there is no room. No allocation in steady state.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed meanwhile.</exception>
    /// <inheritdoc cref="Send"/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        var room = new Readiness(Descriptor, Direction.Write);
        int sent;
        try
        {
            // Where there is room no state machine is needed. The attempt is not inlined: in a try region the call would not be.
            room.Look();
            if (TrySend(buffer.Span, out sent) && sent == buffer.Length)
            {
                room.TellSent(StreamBytes(sent));
                return ValueTask.CompletedTask;
            }
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }

        return SendRestAsync(buffer, sent, room, cancellationToken);
    }

    /// <summary>After an attempt for which there was not room enough.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> buffer, int sent, Readiness room, CancellationToken cancellationToken)
    {
        int length = buffer.Length;
        do
        {
            if (sent == 0)
                await room.WaitAsync(InlineContinuations, cancellationToken).ConfigureAwait(false);
            buffer = buffer[sent..];
            room.Look();
        }
        while (!TrySend(buffer.Span, out sent) || sent != buffer.Length);
        room.TellSent(StreamBytes(length));
    }

    /// <summary>Of messages, each of which is a buffer of its own, length does not matter (see <see cref="Readiness"/>).</summary>
    private int StreamBytes(int sent) => Type == UnixSocketType.Stream ? sent : 0;

    /// <summary>Receives what is there of a stream, or one message (recv(2)); waits while there is nothing.</summary>
    /// <param name="buffer">Takes it.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <returns>The number of bytes; 0 at the end of a connection, or for an empty message: of a seqpacket socket <see cref="ReceiveMessage"/> tells which.</returns>
    /// <exception cref="SyscallException">ECONNRESET: the peer closed without reading all. ENOTCONN: no peer. EMSGSIZE: the message was longer than the buffer and is lost; <see cref="ReceiveMessage"/> gives its beginning.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int Receive(Span<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        var call = new ReceiveCall(Descriptor, buffer, Flags);
        return Untruncated(ReceiveWaiting(ref call, deadline, cancellationToken), buffer.Length);
    }

    /// <summary>Receives if there is something; never waits.</summary>
    /// <param name="buffer">Takes it.</param>
    /// <param name="count">The number of bytes; 0 at the end of a connection, or for an empty message.</param>
    /// <returns>False when there is nothing yet (EAGAIN).</returns>
    /// <inheritdoc cref="Receive" path="/exception[contains(@cref,'Syscall')]"/>
    public bool TryReceive(Span<byte> buffer, out int count) => AttemptReceive(buffer, out count) || (IsShutDown() && AttemptReceive(buffer, out count));

    /// <summary>Receives; waits without a thread while there is nothing. No allocation in steady state.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed meanwhile.</exception>
    /// <inheritdoc cref="Receive"/>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);
        var input = new Readiness(Descriptor, Direction.Read);
        try
        {
            // What is there needs no state machine. The attempt is not inlined: in a try region the call would not be.
            input.Look();
            if (AttemptReceive(buffer.Span, out int count))
                return new ValueTask<int>(count);
        }
        catch (Exception e)
        {
            return ValueTask.FromException<int>(e);
        }

        return ReceiveWaitingAsync(buffer, input, cancellationToken);
    }

    /// <summary>After an attempt that found nothing.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveWaitingAsync(Memory<byte> buffer, Readiness input, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            await InputAsync(ref input, cancellationToken).ConfigureAwait(false);
            input.Look();
        }
        while (!AttemptReceive(buffer.Span, out count));
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AttemptReceive(Span<byte> buffer, out int count)
    {
        var call = new ReceiveCall(Descriptor, buffer, Flags | LibC.MSG_DONTWAIT);
        bool isThere = ReceivePresent(ref call, out nint result);
        count = isThere ? Untruncated(result, buffer.Length) : 0;
        return isThere;
    }

    private void SendAll(ReadOnlySpan<byte> buffer, Deadline deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            var call = new SendCall(Descriptor, buffer, flags: 0);
            nint count = BlockingCall.Run(ref call, deadline, cancellationToken, out Errno error);
            if (count == buffer.Length)
                return;
            if (count >= 0)
                buffer = buffer[(int)count..];
            else if (error != Errno.EAGAIN)
                throw SendFailure(_peer, error);
            else if (!DescriptorPoll.Wait(Descriptor, LibC.POLLOUT, deadline, cancellationToken))
                throw SendFailure(_peer, Errno.ETIMEDOUT);
        }
    }

    /// <summary>Makes a call that waits: inside it, or in poll(2) where somebody made the socket non-blocking.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint ReceiveWaiting<TCall>(ref TCall call, Deadline deadline, CancellationToken token)
        where TCall : struct, IBlockingCall, allows ref struct
    {
        for (bool wasReady = false; ; wasReady = true)
        {
            nint count = BlockingCall.Run(ref call, deadline, token, out Errno error);
            if (count >= 0)
                return count;
            if (error != Errno.EAGAIN)
                throw ReceiveFailure(error);
            if (_receivesNoMore)
                return 0;

            // Asked only where it was ready for nothing: else each wait would be a system call longer.
            if (wasReady && IsShutDown())
                continue;
            if (!DescriptorPoll.Wait(Descriptor, LibC.POLLIN, deadline, token))
                throw ReceiveFailure(Errno.ETIMEDOUT);
        }
    }

    /// <summary>Makes a call that does not wait (MSG_DONTWAIT).</summary>
    /// <returns>False when there is nothing (EAGAIN).</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReceivePresent<TCall>(ref TCall call, out nint count)
        where TCall : struct, IBlockingCall, allows ref struct
    {
        while (true)
        {
            count = call.Invoke(out Errno error);
            if (count >= 0)
                return true;
            if (error == Errno.EAGAIN)
            {
                count = 0;
                return _receivesNoMore;
            }

            if (error != Errno.EINTR)
                throw ReceiveFailure(error);
        }
    }

    /// <summary>Asks poll(2), after EAGAIN. If so, one more attempt takes what came before the end, or is told that this is it.</summary>
    private bool IsShutDown()
    {
        if (Type == UnixSocketType.Datagram && !_receivesNoMore)
            _receivesNoMore = (DescriptorPoll.Peek(Descriptor, LibC.POLLRDHUP) & LibC.POLLRDHUP) != 0;
        return _receivesNoMore;
    }

    /// <summary>Waits between two attempts. That the socket was shut down the event that ends the wait has said: to ask poll(2) would make each wait a system call longer.</summary>
    private ValueTask<bool> InputAsync(ref Readiness input, CancellationToken token)
    {
        if (Type != UnixSocketType.Datagram || !input.HasEnded)
            return input.WaitAsync(InlineContinuations, token);
        _receivesNoMore = true;
        return new ValueTask<bool>(true);
    }

    private int Untruncated(nint count, int capacity)
    {
        if (count <= capacity)
            return (int)count;
        throw SyscallFailure.Create("recv", Name, Errno.EMSGSIZE, $"the message of {Counted.Of(count, "byte")} did not fit into the buffer of {capacity} and is lost: give a larger buffer, or take the beginning with ReceiveMessage");
    }

    /// <summary>A stream has no messages to be longer than the buffer (and MSG_TRUNC would throw its bytes away).</summary>
    private int Flags => Type == UnixSocketType.Stream ? 0 : LibC.MSG_TRUNC;

    private Exception SendFailure(UnixSocketAddress? peer, Errno error)
    {
        string name = peer?.ToString() ?? Name;
        if (error == Errno.ETIMEDOUT)
            return SyscallFailure.TimedOut("send", name);
        string? remedy = null;
        if (error == Errno.EPIPE || error == Errno.ECONNRESET || error == Errno.ECONNREFUSED)
            remedy = "the other end is gone: stop sending, or connect again";
        else if (error == Errno.EMSGSIZE)
            remedy = "a message must fit into the send buffer (/proc/sys/net/core/wmem_default): send smaller ones, or use a stream";
        else if (error == Errno.ENOTCONN)
            remedy = "the socket has no peer: connect it, or name one in SendTo";
        return SyscallFailure.Create("send", name, error, remedy);
    }

    private Exception ReceiveFailure(Errno error)
    {
        if (error == Errno.ETIMEDOUT)
            return SyscallFailure.TimedOut("recv", Name);
        return SyscallFailure.Create("recv", Name, error, error == Errno.ECONNRESET ? "the other end closed without reading all that was sent to it" : null);
    }
}
