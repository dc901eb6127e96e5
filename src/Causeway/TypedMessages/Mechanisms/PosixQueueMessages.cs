using System.Runtime.CompilerServices;

namespace Causeway.TypedMessages;

/// <summary>Messages of a POSIX queue; what is sent has one priority.</summary>
internal sealed class PosixQueueMessages(PosixMessageQueue queue, int priority = 0) : IMessageSink, IMessageSource
{
    public string Name => $"queue \"{queue.Name}\"";

    public int BufferBytes => queue.MaxMessageBytes;

    public bool TrySend(ReadOnlySpan<byte> message) => queue.TrySend(message, priority);

    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token) => queue.Send(message, priority, timeout, token);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token) => queue.SendAsync(message, priority, token);

    public bool TryReceive(Span<byte> buffer, out int length)
    {
        bool any = queue.TryReceive(buffer, out PosixMessageInfo message);
        length = message.Length;
        return any;
    }

    public int Receive(Span<byte> buffer, TimeSpan? timeout, CancellationToken token) => queue.Receive(buffer, timeout, token).Length;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) => (await queue.ReceiveAsync(buffer, token).ConfigureAwait(false)).Length;
}
