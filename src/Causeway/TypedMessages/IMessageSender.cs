namespace Causeway;

/// <summary>Sends messages of one type, whatever carries them.</summary>
/// <typeparam name="T">What a message is here; <see cref="MessageFormat{T}"/> says what it is on its way.</typeparam>
/// <remarks>Thread-safe, except a shared connection's, of which one call sends at a time. It owns nothing: disposing the queue, socket or pipe ends it.</remarks>
public interface IMessageSender<in T>
    where T : allows ref struct
{
    /// <summary>Sends a message if there is room for it now.</summary>
    /// <returns>False where there is none; nothing was sent.</returns>
    /// <exception cref="ArgumentException">The message has no form that can be sent, such as text with half a surrogate pair.</exception>
    /// <exception cref="SyscallException">EMSGSIZE, EINVAL: too long for what carries it. Others as the mechanism documents them.</exception>
    bool TrySend(T message);

    /// <summary>Sends a message; waits on the calling thread while there is no room.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">There was no room in time; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was sent.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    void Send(T message, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a message; completes when there was room for it. The message is written out before this returns, and may change at once.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was sent.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    ValueTask SendAsync(T message, CancellationToken cancellationToken = default);
}
