using System.Diagnostics.CodeAnalysis;

namespace Causeway;

/// <summary>Receives messages of one type, whatever carries them.</summary>
/// <typeparam name="T">What a message is here; <see cref="MessageFormat{T}"/> says what it is on its way.</typeparam>
/// <remarks>
/// Thread-safe, except with <see cref="MessageFormat.Bytes"/>: what that gives is valid until the next receive; and except a
/// shared connection's, of which one call receives at a time. It owns nothing: disposing the queue, socket or pipe ends it.
/// </remarks>
public interface IMessageReceiver<T>
{
    /// <summary>Takes a message if one is there.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False where none is there.</returns>
    /// <exception cref="MessageFormatException">A message was taken and is none of this type; its bytes are in the exception.</exception>
    /// <exception cref="EndOfStreamException">Every sender has closed: of sockets that connect, and of pipes.</exception>
    /// <exception cref="SyscallException">As the mechanism documents it.</exception>
    bool TryReceive([MaybeNullWhen(false)] out T message);

    /// <summary>Takes a message; waits on the calling thread while there is none.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <inheritdoc cref="TryReceive" path="/exception"/>
    T Receive(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a message; completes when there is one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <inheritdoc cref="TryReceive" path="/exception"/>
    ValueTask<T> ReceiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Takes messages one after the other until every sender has closed; a queue has no such end.</summary>
    /// <remarks>A message that is none of this type ends the enumeration with its exception. A new one goes on behind it.</remarks>
    /// <param name="cancellationToken">Ends the enumeration; no message is lost by it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="MessageFormatException">A message was taken and is none of this type; its bytes are in the exception.</exception>
    /// <exception cref="SyscallException">As the mechanism documents it.</exception>
    IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default);
}
