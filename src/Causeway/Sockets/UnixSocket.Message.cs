using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Receiving whole messages of a datagram or seqpacket socket.</content>
public sealed partial class UnixSocket
{
    private bool _marksMessages;

    /// <summary>Receives one message and says whether it fitted, or that the connection ended (recvmsg(2)); waits while there is none.</summary>
    /// <param name="buffer">Takes its beginning.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <remarks>recv(2) answers 0 to an empty message and to the end alike. The first call turns on SO_TIMESTAMP, by whose trace a message is known from the end of a seqpacket connection.</remarks>
    /// <exception cref="InvalidOperationException">A stream, which has no messages.</exception>
    /// <exception cref="SyscallException">ECONNRESET: the peer closed without reading all. ENOTCONN: a seqpacket socket without a peer.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public UnixMessage ReceiveMessage(Span<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        PrepareMessages();
        var deadline = Deadline.After(timeout);
        var call = new ReceiveMessageCall(Descriptor, buffer, control: default, LibC.MSG_TRUNC);
        nint count = ReceiveWaiting(ref call, deadline, cancellationToken);
        return Message(count, buffer.Length, call.Answer);
    }

    /// <summary>Receives one message if one is there; never waits.</summary>
    /// <param name="buffer">Takes its beginning.</param>
    /// <param name="message">What was received; the end of the connection counts too.</param>
    /// <returns>False when there is none yet (EAGAIN).</returns>
    /// <inheritdoc cref="ReceiveMessage" path="/exception[not(contains(@cref,'Timeout') or contains(@cref,'Canceled'))]"/>
    public bool TryReceiveMessage(Span<byte> buffer, out UnixMessage message) =>
        AttemptReceiveMessage(buffer, out message) || (IsShutDown() && AttemptReceiveMessage(buffer, out message));

    /// <summary>Receives one message; waits without a thread while there is none. No allocation in steady state.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed meanwhile.</exception>
    /// <inheritdoc cref="ReceiveMessage"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UnixMessage> ReceiveMessageAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var input = new Readiness(Descriptor, Direction.Read);
        while (true)
        {
            input.Look();
            if (AttemptReceiveMessage(buffer.Span, out UnixMessage message))
                return message;
            await InputAsync(ref input, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool AttemptReceiveMessage(Span<byte> buffer, out UnixMessage message)
    {
        PrepareMessages();
        var call = new ReceiveMessageCall(Descriptor, buffer, control: default, LibC.MSG_TRUNC | LibC.MSG_DONTWAIT);
        bool isThere = ReceivePresent(ref call, out nint count);
        message = isThere ? Message(count, buffer.Length, call.Answer) : default;
        return isThere;
    }

    /// <summary>Every message is to come with control data, for which no room is given: MSG_CTRUNC then says that there was a message.</summary>
    private unsafe void PrepareMessages()
    {
        if (_marksMessages || Type == UnixSocketType.Datagram)
            return;
        if (Type == UnixSocketType.Stream)
            throw new InvalidOperationException("A stream has no messages: Receive takes its bytes as they come.");
        SocketCalls.SetOption(Descriptor, LibC.SO_TIMESTAMP, "SO_TIMESTAMP", 1);
        _marksMessages = true;
    }

    private UnixMessage Message(nint count, int capacity, int answer)
    {
        bool isEnd = count == 0 && Type == UnixSocketType.SeqPacket && (answer & LibC.MSG_CTRUNC) == 0;
        return new UnixMessage((int)Math.Min(count, capacity), (int)count, isEnd);
    }
}
