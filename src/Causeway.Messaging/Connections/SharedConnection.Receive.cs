using Causeway.Messaging.Rings;
using System.Runtime.CompilerServices;

namespace Causeway;

/// <content>Receiving messages.</content>
public sealed partial class SharedConnection
{
    /// <summary>Receives the next message if there is one.</summary>
    /// <param name="message">The message where it lies; dispose it before the next is received.</param>
    /// <returns>False: there is none.</returns>
    /// <remarks>One thread at a time.</remarks>
    /// <exception cref="InvalidOperationException">Another receive is under way, or what was received before is still leased, or the mode is not Messages.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection or completed its sending, and all that it sent has been received.</exception>
    /// <exception cref="PeerDiedException">The peer died, and all that it had committed has been received.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    /// <exception cref="ObjectDisposedException">This side was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(out MessageLease message) => _reader.TryRead(out message);

    /// <summary>Receives the next message; waits while there is none (futex(2)).</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message where it lies; dispose it before the next is received.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not Timeout.InfiniteTimeSpan; told only where the call has to wait.</exception>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MessageLease Receive(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            ThrowCancelled(cancellationToken);
        return _reader.TryReadQuickly(out MessageLease message) ? message : _reader.Read(timeout, cancellationToken);
    }

    /// <summary>Receives the next message. No thread waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message where it lies; dispose it before the next is received.</returns>
    /// <remarks>One thread or task at a time. Allocates nothing after the first wait.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception"/>
    public ValueTask<MessageLease> ReceiveAsync(CancellationToken cancellationToken = default) => _reader.ReadAsync(cancellationToken);

    /// <summary>Copies the next message out if there is one.</summary>
    /// <param name="buffer">At least as long as the message.</param>
    /// <param name="length">The message's length.</param>
    /// <returns>False: there is none.</returns>
    /// <remarks>One thread at a time. The copy is the caller's own: the peer cannot change it any more. For short messages faster than a lease.</remarks>
    /// <exception cref="ArgumentException">The message is longer than the buffer; it is the next still. <see cref="MaxMessageBytes"/> are always enough.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReceive(Span<byte> buffer, out int length)
    {
        int read = _reader.TryReadInto(buffer);
        length = Math.Max(read, 0);
        return read != RingReader.None;
    }

    /// <summary>Copies the next message out; waits while there is none (futex(2)).</summary>
    /// <param name="buffer">At least as long as the message.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message's length.</returns>
    /// <remarks>As <see cref="TryReceive(Span{byte}, out int)"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not Timeout.InfiniteTimeSpan; told only where the call has to wait.</exception>
    /// <exception cref="ArgumentException">The message is longer than the buffer; it is the next still.</exception>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Receive(Span<byte> buffer, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            ThrowCancelled(cancellationToken);
        int read = _reader.TryReadInto(buffer);
        return read != RingReader.None ? read : _reader.CopyOut(_reader.Read(timeout, cancellationToken), buffer);
    }

    /// <summary>Copies the next message out. No thread waits.</summary>
    /// <param name="buffer">At least as long as the message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The message's length.</returns>
    /// <remarks>One thread or task at a time. Allocates nothing after the first wait. Where the memory throws, the message is the next still.</remarks>
    /// <exception cref="ArgumentException">The message is longer than the buffer; it is the next still.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _reader.CopyOut(await _reader.ReadAsync(cancellationToken).ConfigureAwait(false), buffer);

    /// <summary>Completes once a message can be received, by <see cref="TryReceive(out MessageLease)"/>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: none will come; the peer has closed the connection or completed its sending.</returns>
    /// <exception cref="InvalidOperationException">A receive is under way, or what was received before is still leased, or the mode is not Messages.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception[position()>2]"/>
    public ValueTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken = default) => _reader.WaitToReadAsync(cancellationToken);
}
