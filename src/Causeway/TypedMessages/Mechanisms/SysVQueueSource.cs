using System.Runtime.CompilerServices;

namespace Causeway.TypedMessages;

/// <summary>The messages of a System V queue that a selection lets through. One that is too long stays in it (E2BIG).</summary>
internal sealed class SysVQueueSource(SysVMessageQueue queue, SysVMessageSelection selection, int bufferBytes) : IMessageSource
{
    public string Name => $"System V {queue}";

    public int BufferBytes => bufferBytes;

    public bool TryReceive(Span<byte> buffer, out int length)
    {
        bool any = queue.TryReceive(buffer, out SysVMessageInfo message, selection);
        length = message.Length;
        return any;
    }

    public int Receive(Span<byte> buffer, TimeSpan? timeout, CancellationToken token) =>
        queue.Receive(buffer, selection, truncate: false, timeout, token).Length;

    /// <summary>The queue's own allocates what its thread would need, also where a message is there.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) =>
        !token.IsCancellationRequested && TryReceive(buffer.Span, out int length) ? new ValueTask<int>(length) : WaitAsync(buffer, token);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken token) =>
        (await queue.ReceiveAsync(buffer, selection, truncate: false, token).ConfigureAwait(false)).Length;
}
