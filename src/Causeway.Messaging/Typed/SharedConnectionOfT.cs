using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Causeway.Messaging.Typed;

namespace Causeway;

/// <summary>A <see cref="SharedConnection"/> whose messages have one type, made by its <c>As</c>.</summary>
/// <typeparam name="T">What a message is here, both ways.</typeparam>
/// <remarks>
/// One thread or task sends and one receives at a time, as on the connection. What is received is a copy: the peer cannot change it any more.
/// To dispose it is to dispose the connection.
/// </remarks>
public sealed class SharedConnection<T> : IMessageSender<T>, IMessageReceiver<T>, IDisposable
{
    private readonly IMessageSender<T> _sender;
    private readonly IPayloadReader<T> _payloads;

    internal SharedConnection(SharedConnection connection, IMessageSender<T> sender, IPayloadReader<T> payloads, Func<int> bytesRefused)
    {
        Connection = connection;
        _sender = sender;
        _payloads = payloads;
        Reader = new ConnectionChannelReader<T>(this);
        Writer = new ConnectionChannelWriter<T>(this, bytesRefused);
    }

    /// <summary>The connection.</summary>
    public SharedConnection Connection { get; }

    /// <summary>
    /// Receiving, as of a channel: it completes where the peer closes or completes its sending, and fails where the peer dies. Completion is seen by
    /// who reads to the end.
    /// </summary>
    public ChannelReader<T> Reader { get; }

    /// <summary>
    /// Sending, as into a channel; to complete it is <see cref="SharedConnection.CompleteSending"/>. An error that it is completed with does not go to the peer. It takes no
    /// more once the peer has closed.
    /// </summary>
    public ChannelWriter<T> Writer { get; }

    /// <summary>Sends a message if there is room.</summary>
    /// <param name="message">What to send.</param>
    /// <returns>False: there is none; the peer has not received enough yet.</returns>
    /// <exception cref="ArgumentException">The message has no form that can be sent, or is longer than <see cref="SharedConnection.MaxMessageBytes"/>.</exception>
    /// <inheritdoc cref="SharedConnection.TrySend" path="/exception[position()>1]"/>
    public bool TrySend(T message) => _sender.TrySend(message);

    /// <summary>Sends a message; waits while there is no room.</summary>
    /// <param name="message">What to send.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is sent then.</param>
    /// <exception cref="TimeoutException">There was no room in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    public void Send(T message, TimeSpan? timeout = null, CancellationToken cancellationToken = default) => _sender.Send(message, timeout, cancellationToken);

    /// <summary>Sends a message; completes once it is committed. No thread waits.</summary>
    /// <param name="message">What to send; it may change as soon as this has returned.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is sent then.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    public ValueTask SendAsync(T message, CancellationToken cancellationToken = default) => _sender.SendAsync(message, cancellationToken);

    /// <summary>Receives the next message if there is one.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False: there is none.</returns>
    /// <exception cref="MessageFormatException">A message was received and is none of this type; its bytes are in the exception. The next call goes on behind it.</exception>
    /// <inheritdoc cref="SharedConnection.TryReceive(out MessageLease)" path="/exception"/>
    public bool TryReceive([MaybeNullWhen(false)] out T message)
    {
        message = default;
        if (!Connection.TryReceive(out MessageLease lease))
            return false;
        message = Read(lease);
        return true;
    }

    /// <summary>Receives the next message; waits while there is none.</summary>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive" path="/exception"/>
    public T Receive(TimeSpan? timeout = null, CancellationToken cancellationToken = default) => Read(Connection.Receive(timeout, cancellationToken));

    /// <summary>Receives the next message. No thread waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TryReceive" path="/exception"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReceiveAsync(CancellationToken cancellationToken = default) =>
        Read(await Connection.ReceiveAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Receives messages one after the other until the peer closes or completes its sending.</summary>
    /// <param name="cancellationToken">Ends the enumeration; no message is lost by it.</param>
    /// <remarks>A message that is none of this type ends the enumeration with its exception. A new one goes on behind it.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="PeerDiedException">The peer died, and all that it had committed has been received.</exception>
    /// <inheritdoc cref="TryReceive" path="/exception"/>
    public async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await Connection.WaitToReceiveAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryTake(out T? message))
                yield return message;
        }
    }

    /// <inheritdoc cref="SharedConnection.Dispose"/>
    public void Dispose() => Connection.Dispose();

    /// <summary>As <see cref="TryReceive"/>; false at an end, too, whose kind the next wait tells.</summary>
    internal bool TryTake([MaybeNullWhen(false)] out T message)
    {
        try
        {
            return TryReceive(out message);
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            message = default;
            return false;
        }
    }

    private T Read(MessageLease lease)
    {
        using (lease)
            return _payloads.Read(lease.Span);
    }
}
