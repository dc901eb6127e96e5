namespace Causeway.TypedMessages;

/// <summary>Where whole messages go as bytes: what <see cref="MessageSender{T}"/> needs of a mechanism.</summary>
internal interface IMessageSink
{
    bool TrySend(ReadOnlySpan<byte> message);

    void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token);

    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token);
}
