using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Receiving descriptors and credentials with data.</content>
public sealed partial class UnixSocket
{
    /// <summary>Receives what is there of a stream, or one message, with the descriptors and credentials that came along (recvmsg(2)); waits while there is nothing.</summary>
    /// <param name="buffer">Takes the data; at least one byte of a stream.</param>
    /// <param name="maxHandles">The most descriptors to take, 0 to <see cref="MaxHandles"/>. Any more are closed and <see cref="UnixReceived.HandlesTruncated"/> says so.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost, and what was received is returned.</param>
    /// <returns>What came: dispose it, or take out the handles to keep. A stream's bytes end where the next descriptors begin.</returns>
    /// <remarks><see cref="Receive"/> and the other calls without handles give the kernel no room for descriptors: it closes any that come.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">maxHandles is negative or over <see cref="MaxHandles"/>.</exception>
    /// <exception cref="ArgumentException">An empty buffer for a stream.</exception>
    /// <exception cref="SyscallException">ECONNRESET: the peer closed without reading all. ENOTCONN: no peer.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [SkipLocalsInit]
    public unsafe UnixReceived ReceiveWithHandles(Span<byte> buffer, int maxHandles = MaxHandles, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        CheckReceive(buffer, maxHandles);
        var deadline = Deadline.After(timeout);
        Span<nuint> control = stackalloc nuint[ControlData.Words];
        var call = new ReceiveMessageCall(Descriptor, buffer, MemoryBytes(control), HandleFlags);
        nint count = ReceiveWaiting(ref call, deadline, cancellationToken);
        return Received(count, buffer.Length, MemoryBytes(control), maxHandles, ref call);
    }

    /// <summary>Receives if there is something; never waits.</summary>
    /// <param name="buffer">Takes the data.</param>
    /// <param name="maxHandles">The most descriptors to take.</param>
    /// <param name="received">What came, the end of the connection included.</param>
    /// <returns>False when there is nothing yet (EAGAIN).</returns>
    /// <inheritdoc cref="ReceiveWithHandles" path="/exception[not(contains(@cref,'Timeout') or contains(@cref,'Canceled'))]"/>
    public bool TryReceiveWithHandles(Span<byte> buffer, int maxHandles, out UnixReceived received) =>
        AttemptReceiveWithHandles(buffer, maxHandles, out received) || (IsShutDown() && AttemptReceiveWithHandles(buffer, maxHandles, out received));

    /// <summary>Receives with what came along; waits without a thread while there is nothing.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed meanwhile.</exception>
    /// <inheritdoc cref="ReceiveWithHandles"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UnixReceived> ReceiveWithHandlesAsync(Memory<byte> buffer, int maxHandles = MaxHandles, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var input = new Readiness(Descriptor, Direction.Read);
        while (true)
        {
            input.Look();
            if (AttemptReceiveWithHandles(buffer.Span, maxHandles, out UnixReceived received))
                return received;
            await InputAsync(ref input, cancellationToken).ConfigureAwait(false);
        }
    }

    [SkipLocalsInit]
    private unsafe bool AttemptReceiveWithHandles(Span<byte> buffer, int maxHandles, out UnixReceived received)
    {
        CheckReceive(buffer, maxHandles);
        Span<nuint> control = stackalloc nuint[ControlData.Words];
        var call = new ReceiveMessageCall(Descriptor, buffer, MemoryBytes(control), HandleFlags | LibC.MSG_DONTWAIT);
        bool isThere = ReceivePresent(ref call, out nint count);
        received = isThere ? Received(count, buffer.Length, MemoryBytes(control), maxHandles, ref call) : default;
        return isThere;
    }

    private int HandleFlags => Flags | LibC.MSG_CMSG_CLOEXEC;

    private static Span<byte> MemoryBytes(Span<nuint> words) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(words);

    private void CheckReceive(ReadOnlySpan<byte> buffer, int maxHandles)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxHandles);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxHandles, MaxHandles);
        if (Type == UnixSocketType.SeqPacket)
            PrepareMessages();
        else if (Type == UnixSocketType.Stream && buffer.IsEmpty)
            throw new ArgumentException("A stream's descriptors come with its bytes: give room for one at least.", nameof(buffer));
    }

    private UnixReceived Received(nint count, int capacity, ReadOnlySpan<byte> control, int maxHandles, ref ReceiveMessageCall call)
    {
        var data = new ControlData(control[..call.ControlBytes], maxHandles);

        // A stream never carries nothing, and with its end the kernel gives credentials that are nobody's: process 0, user 0.
        bool isEnd = count == 0 && (Type == UnixSocketType.Stream
            || (Type == UnixSocketType.SeqPacket && call.ControlBytes == 0 && (call.Answer & LibC.MSG_CTRUNC) == 0));
        return new UnixReceived
        {
            Count = (int)Math.Min(count, capacity),
            MessageBytes = (int)count,
            IsEnd = isEnd,
            Handles = data.Handles ?? UnixHandles.None,
            HandlesTruncated = data.HadSurplus || (call.Answer & LibC.MSG_CTRUNC) != 0,
            Sender = call.Sender,
            Credentials = isEnd ? null : data.Credentials,
            SenderProcess = data.Process,
        };
    }
}
