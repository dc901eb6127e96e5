using System.Globalization;
using System.Runtime.CompilerServices;
using Causeway.Sys;

namespace Causeway;

/// <content>Several messages at once.</content>
public sealed partial class SharedConnection
{
    /// <summary>Begins a batch: messages that the peer sees all at once or not at all.</summary>
    /// <exception cref="InvalidOperationException">Another send is under way, or <see cref="CompleteSending"/> was called, or the mode is not Messages.</exception>
    /// <inheritdoc cref="TrySend" path="/exception[position()>2]"/>
    public SharedSendBatch BeginBatch() => new(_writer);

    /// <summary>Sends as many of the messages, from the first on, as there is room for; those appear at once.</summary>
    /// <param name="messages">Each 0 to <see cref="MaxMessageBytes"/> bytes; copied.</param>
    /// <param name="sent">How many were sent.</param>
    /// <returns>False: not all, as there was no room.</returns>
    /// <exception cref="ArgumentException">One is longer than <see cref="MaxMessageBytes"/>; none was sent.</exception>
    /// <inheritdoc cref="TrySend" path="/exception[position()>1]"/>
    public bool TrySendBatch(ReadOnlySpan<ReadOnlyMemory<byte>> messages, out int sent)
    {
        sent = _writer.TryWriteSome(messages);
        return sent == messages.Length;
    }

    /// <summary>Sends all of the messages, as many at once as there is room for; waits while there is none.</summary>
    /// <param name="messages">Each 0 to <see cref="MaxMessageBytes"/> bytes; copied.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait; those that were sent by then stay sent.</param>
    /// <exception cref="ArgumentException">One is longer than <see cref="MaxMessageBytes"/>; none was sent. Or the timeout is negative.</exception>
    /// <exception cref="TimeoutException">There was no room in time; the message says how many were sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TrySend" path="/exception[position()>1]"/>
    public void SendBatch(ReadOnlySpan<ReadOnlyMemory<byte>> messages, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        int sent = _writer.TryWriteSome(messages);
        while (sent < messages.Length)
        {
            string? done = deadline.IsInfinite ? null : string.Create(CultureInfo.InvariantCulture, $"{sent} of {messages.Length} messages were sent");
            _writer.WaitForRoom(messages[sent].Length, deadline, cancellationToken, done);
            sent += _writer.TryWriteSome(messages[sent..]);
        }
    }

    /// <summary>Sends all of the messages, as many at once as there is room for. No thread waits.</summary>
    /// <param name="messages">Each 0 to <see cref="MaxMessageBytes"/> bytes; not to be changed before the task completes.</param>
    /// <param name="cancellationToken">Ends the wait; those that were sent by then stay sent.</param>
    /// <exception cref="ArgumentException">One is longer than <see cref="MaxMessageBytes"/>; none was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <inheritdoc cref="TrySend" path="/exception[position()>1]"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendBatchAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> messages, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int sent = _writer.TryWriteSome(messages.Span);
        while (sent < messages.Length)
        {
            await _writer.WaitForRoomAsync(messages.Span[sent].Length, cancellationToken).ConfigureAwait(false);
            sent += _writer.TryWriteSome(messages.Span[sent..]);
        }
    }

    /// <summary>Receives the messages that are there, if any.</summary>
    /// <param name="max">How many at the most, 1 or more.</param>
    /// <param name="messages">The messages where they lie; dispose them before the next are received.</param>
    /// <returns>False: there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is not positive.</exception>
    /// <inheritdoc cref="TryReceive(out MessageLease)" path="/exception"/>
    public bool TryReceiveBatch(int max, out MessageBatch messages)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return _reader.TryReadBatch(max, out messages);
    }

    /// <summary>Receives the messages that are there; waits while there is none.</summary>
    /// <param name="max">How many at the most, 1 or more.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One or more, where they lie; dispose them before the next are received.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is not positive, or the timeout negative.</exception>
    /// <inheritdoc cref="Receive(TimeSpan?, CancellationToken)" path="/exception[position()>1]"/>
    public MessageBatch ReceiveBatch(int max, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        cancellationToken.ThrowIfCancellationRequested();
        return _reader.ReadBatch(max, timeout, cancellationToken);
    }

    /// <summary>Receives the messages that are there; completes once there is one. No thread waits.</summary>
    /// <param name="max">How many at the most, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One or more, where they lie; dispose them before the next are received.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is not positive.</exception>
    /// <inheritdoc cref="ReceiveAsync(CancellationToken)" path="/exception"/>
    public ValueTask<MessageBatch> ReceiveBatchAsync(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return _reader.ReadBatchAsync(max, cancellationToken);
    }
}
