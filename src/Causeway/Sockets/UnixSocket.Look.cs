using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Looking at what has come without taking it, and reading it as a Stream.</content>
public sealed partial class UnixSocket
{
    /// <summary>The bytes that can be received now (ioctl(2), FIONREAD): of a connection all, of a datagram socket those of the first message.</summary>
    public int BytesAvailable => Readable.Bytes(Descriptor, Name);

    /// <summary>Receives without taking (MSG_PEEK): the next <see cref="Receive"/> gets the same. Waits while there is nothing.</summary>
    /// <param name="buffer">Takes a copy.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The number of bytes of a stream; of a message its whole length, even where that is over the buffer's. 0 at the end, or for an empty message.</returns>
    /// <exception cref="SyscallException">ECONNRESET: the peer closed without reading all. ENOTCONN: no peer.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public int Peek(Span<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        var call = new ReceiveCall(Descriptor, buffer, Flags | LibC.MSG_PEEK);
        return (int)ReceiveWaiting(ref call, deadline, cancellationToken);
    }

    /// <summary>Receives without taking if there is something; never waits.</summary>
    /// <param name="buffer">Takes a copy.</param>
    /// <param name="count">As <see cref="Peek"/> returns it.</param>
    /// <returns>False when there is nothing yet (EAGAIN).</returns>
    /// <inheritdoc cref="Peek" path="/exception[contains(@cref,'Syscall')]"/>
    public bool TryPeek(Span<byte> buffer, out int count) => AttemptPeek(buffer, out count) || (IsShutDown() && AttemptPeek(buffer, out count));

    /// <summary>Receives without taking; waits without a thread while there is nothing.</summary>
    /// <inheritdoc cref="Peek"/>
    public async ValueTask<int> PeekAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var input = new Readiness(Descriptor, Direction.Read);
        while (true)
        {
            input.Look();
            if (AttemptPeek(buffer.Span, out int count))
                return count;
            await InputAsync(ref input, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A Stream over this stream socket.</summary>
    /// <param name="ownsSocket">Whether disposing the Stream disposes the socket.</param>
    /// <exception cref="InvalidOperationException">Not a stream socket: a Stream has no messages.</exception>
    public UnixSocketStream GetStream(bool ownsSocket = false) =>
        Type == UnixSocketType.Stream ? new UnixSocketStream(this, ownsSocket) : throw new InvalidOperationException("Only a stream socket is read as a Stream: messages would lose their boundaries.");

    private bool AttemptPeek(Span<byte> buffer, out int count)
    {
        var call = new ReceiveCall(Descriptor, buffer, Flags | LibC.MSG_PEEK | LibC.MSG_DONTWAIT);
        bool isThere = ReceivePresent(ref call, out nint result);
        count = (int)Math.Max(0, result);
        return isThere;
    }
}
