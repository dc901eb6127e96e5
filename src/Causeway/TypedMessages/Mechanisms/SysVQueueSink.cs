namespace Causeway.TypedMessages;

/// <summary>Into a System V queue, with one type.</summary>
internal sealed class SysVQueueSink(SysVMessageQueue queue, long type) : IMessageSink
{
    public bool TrySend(ReadOnlySpan<byte> message) => queue.TrySend(type, message);

    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token) => queue.Send(type, message, timeout, token);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token) => queue.SendAsync(type, message, token);
}
