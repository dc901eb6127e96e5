using System.Runtime.CompilerServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>Datagrams to and from anybody.</content>
public sealed partial class UnixSocket
{
    /// <summary>Sends one datagram, which may be empty, to an address (sendto(2)); waits while the receiver's queue is full (/proc/sys/net/unix/max_dgram_qlen).</summary>
    /// <param name="message">What to send.</param>
    /// <param name="receiver">The address of a datagram socket.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>); the datagram has not been sent then.</param>
    /// <exception cref="ArgumentException">The receiver is unnamed.</exception>
    /// <exception cref="InvalidOperationException">Not a datagram socket.</exception>
    /// <exception cref="SyscallException">ENOENT, ECONNREFUSED: nobody is bound there. EPERM: it takes messages from another peer only. EMSGSIZE: longer than the send buffer takes. EAGAIN: full, and the socket was made non-blocking through <see cref="ToSocket"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">EACCES: no write permission for the path.</exception>
    /// <exception cref="TimeoutException">The queue stayed full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void SendTo(ReadOnlySpan<byte> message, UnixSocketAddress receiver, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        CheckReceiver(receiver);
        var call = new SendToCall(Descriptor, message, receiver, flags: 0);
        if (BlockingCall.Run(ref call, Deadline.After(timeout), cancellationToken, out Errno error) < 0)
            throw SendToFailure(receiver, error);
    }

    /// <summary>Sends one datagram to an address; waits on a thread of its own while the receiver's queue is full, which only the descriptor of a connected socket announces (<see cref="SetPeer"/>, <see cref="SendAsync"/>).</summary>
    /// <inheritdoc cref="SendTo"/>
    public async ValueTask SendToAsync(ReadOnlyMemory<byte> message, UnixSocketAddress receiver, CancellationToken cancellationToken = default)
    {
        CheckReceiver(receiver);
        cancellationToken.ThrowIfCancellationRequested();
        nint count;
        Errno error;
        do
            count = new SendToCall(Descriptor, message.Span, receiver, LibC.MSG_DONTWAIT).Invoke(out error);
        while (count < 0 && error == Errno.EINTR);
        if (count >= 0)
            return;
        if (error != Errno.EAGAIN)
            throw SendToFailure(receiver, error);
        await SendToOnAThreadAsync(message, receiver, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives one datagram and says from where it came and whether it fitted (recvfrom(2)); waits while there is none.</summary>
    /// <param name="buffer">Takes its beginning.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <exception cref="InvalidOperationException">Not a datagram socket.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public UnixDatagram ReceiveFrom(Span<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        CheckDatagram();
        var deadline = Deadline.After(timeout);
        var call = new ReceiveFromCall(Descriptor, buffer, LibC.MSG_TRUNC);
        nint count = ReceiveWaiting(ref call, deadline, cancellationToken);
        return Datagram(count, buffer.Length, call.Sender);
    }

    /// <summary>Receives one datagram if one is there; never waits.</summary>
    /// <param name="buffer">Takes its beginning.</param>
    /// <param name="datagram">What was received.</param>
    /// <returns>False when there is none yet (EAGAIN).</returns>
    /// <exception cref="InvalidOperationException">Not a datagram socket.</exception>
    public bool TryReceiveFrom(Span<byte> buffer, out UnixDatagram datagram)
    {
        CheckDatagram();
        return AttemptReceiveFrom(buffer, out datagram) || (IsShutDown() && AttemptReceiveFrom(buffer, out datagram));
    }

    /// <summary>Receives one datagram; waits without a thread while there is none.</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed meanwhile.</exception>
    /// <inheritdoc cref="ReceiveFrom"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<UnixDatagram> ReceiveFromAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        CheckDatagram();
        cancellationToken.ThrowIfCancellationRequested();
        var input = new Readiness(Descriptor, Direction.Read);
        while (true)
        {
            input.Look();
            if (AttemptReceiveFrom(buffer.Span, out UnixDatagram datagram))
                return datagram;
            await InputAsync(ref input, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Apart, because its closure is made on entry: a send that need not wait makes none.</summary>
    private Task SendToOnAThreadAsync(ReadOnlyMemory<byte> message, UnixSocketAddress receiver, CancellationToken token) =>
        DedicatedThread.RunAsync(() => SendTo(message.Span, receiver, timeout: null, token), token);

    private bool AttemptReceiveFrom(Span<byte> buffer, out UnixDatagram datagram)
    {
        var call = new ReceiveFromCall(Descriptor, buffer, LibC.MSG_TRUNC | LibC.MSG_DONTWAIT);
        bool isThere = ReceivePresent(ref call, out nint count);
        datagram = isThere ? Datagram(count, buffer.Length, call.Sender) : default;
        return isThere;
    }

    private static UnixDatagram Datagram(nint count, int capacity, UnixSocketAddress sender) => new((int)Math.Min(count, capacity), (int)count, sender);

    private void CheckReceiver(UnixSocketAddress receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        CheckDatagram();
        if (receiver.IsUnnamed)
            throw new ArgumentException("Nobody can be reached without an address; who sends from a socket that is not bound cannot be answered.", nameof(receiver));
    }

    private void CheckDatagram()
    {
        if (Type != UnixSocketType.Datagram)
            throw new InvalidOperationException("Only a datagram socket sends to and receives from addresses; a connection has Send and Receive.");
    }

    private Exception SendToFailure(UnixSocketAddress receiver, Errno error) =>
        error == Errno.EACCES ? SyscallFailure.Opening("sendto", receiver.ToString(), error, "write permission for the path is needed") : SendFailure(receiver, error);
}
