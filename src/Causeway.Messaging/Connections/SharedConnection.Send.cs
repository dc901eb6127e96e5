using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Causeway;

/// <content>Sending messages.</content>
public sealed partial class SharedConnection
{
    /// <summary>Sends one message if there is room.</summary>
    /// <param name="message">0 to <see cref="MaxMessageBytes"/> bytes; copied.</param>
    /// <returns>False: there is no room; the peer has not received enough yet.</returns>
    /// <remarks>One thread at a time. The message is committed by one store: the peer sees all of it or nothing.</remarks>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxMessageBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">Another send is under way, or <see cref="CompleteSending"/> was called, or the mode is not Messages.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection.</exception>
    /// <exception cref="PeerDiedException">The peer died.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    /// <exception cref="ObjectDisposedException">This side was disposed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySend(ReadOnlySpan<byte> message) => _writer.TryWrite(message);

    /// <summary>Sends one message; waits while there is no room (futex(2)).</summary>
    /// <param name="message">0 to <see cref="MaxMessageBytes"/> bytes; copied.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is sent then.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not Timeout.InfiniteTimeSpan; told only where the call has to wait.</exception>
    /// <exception cref="TimeoutException">There was no room in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            ThrowCancelled(cancellationToken);
        if (!_writer.TryWrite(message))
            _writer.Write(message, timeout, cancellationToken);
    }

    /// <summary>Sends one message; completes once it is committed. No thread waits.</summary>
    /// <param name="message">0 to <see cref="MaxMessageBytes"/> bytes; not to be changed before the task completes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is sent then.</param>
    /// <remarks>One thread or task at a time; the next send begins after this one was awaited. Allocates nothing after the first wait.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) => _writer.WriteAsync(message, cancellationToken);

    /// <summary>Says that this side sends no more; it still receives. The peer receives what was sent, then <see cref="PeerClosedException"/>.</summary>
    /// <remarks>Harmless twice. There is always room for it.</remarks>
    /// <exception cref="InvalidOperationException">A send is under way.</exception>
    /// <inheritdoc cref="TrySend" path="/exception[position()>2]"/>
    public void CompleteSending() => _writer.Complete();

    /// <summary>Not the token's own method: that takes its address, and so keeps it in memory.</summary>
    [DoesNotReturn]
    private static void ThrowCancelled(CancellationToken token) => throw new OperationCanceledException(token);
}
