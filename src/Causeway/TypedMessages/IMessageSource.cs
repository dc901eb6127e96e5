namespace Causeway.TypedMessages;

/// <summary>Where whole messages come from as bytes: what <see cref="MessageReceiver{T}"/> needs of a mechanism.</summary>
/// <remarks>
/// A length is that of the whole message: more than the buffer's where the rest of it is lost. Where every sender has closed
/// it is <see cref="End"/>.
/// </remarks>
internal interface IMessageSource
{
    const int End = -1;

    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>How long the buffers are.</summary>
    int BufferBytes { get; }

    bool TryReceive(Span<byte> buffer, out int length);

    int Receive(Span<byte> buffer, TimeSpan? timeout, CancellationToken token);

    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token);
}
