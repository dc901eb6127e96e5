namespace Causeway.TypedMessages;

/// <summary>Into a System V queue, with one type.</summary>
internal sealed class SysVQueueSink(SysVMessageQueue queue, long type) : IMessageSink
{
    public bool TrySend(ReadOnlySpan<byte> message) => queue.TrySend(type, message);

    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token) => queue.Send(type, message, timeout, token);

    /// <summary>The queue's own allocates what its thread would need, also where there is room.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token) =>
        !token.IsCancellationRequested && queue.TrySend(type, message.Span) ? ValueTask.CompletedTask : queue.SendAsync(type, message, token);
}
