using System.Runtime.CompilerServices;

namespace Causeway.TypedMessages;

/// <summary>Messages of a UNIX datagram or seqpacket socket, to and from its peer.</summary>
internal sealed class UnixSocketMessages(UnixSocket socket, int bufferBytes = 0) : IMessageSink, IMessageSource
{
    public string Name => $"UNIX socket \"{(socket.LocalAddress is { IsUnnamed: false } own ? own : socket.PeerAddress)}\"";

    public int BufferBytes => bufferBytes;

    public bool TrySend(ReadOnlySpan<byte> message) => socket.TrySend(message, out _);

    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token) => socket.Send(message, timeout, token);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token) => socket.SendAsync(message, token);

    public bool TryReceive(Span<byte> buffer, out int length)
    {
        bool any = socket.TryReceiveMessage(buffer, out UnixMessage message);
        length = Length(message);
        return any;
    }

    public int Receive(Span<byte> buffer, TimeSpan? timeout, CancellationToken token) => Length(socket.ReceiveMessage(buffer, timeout, token));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) =>
        Length(await socket.ReceiveMessageAsync(buffer, token).ConfigureAwait(false));

    private static int Length(UnixMessage message) => message.IsEnd ? IMessageSource.End : message.MessageBytes;
}
