using System.Runtime.CompilerServices;

namespace Causeway.TypedMessages;

/// <summary>The packets of a pipe. A read of 0 bytes is the end, for there are no empty ones.</summary>
internal sealed class PacketPipeSource(PipeReadEnd pipe) : IMessageSource
{
    public string Name => "packet pipe";

    public int BufferBytes => PipeWriteEnd.AtomicWriteBytes;

    public bool TryReceive(Span<byte> buffer, out int length)
    {
        bool any = pipe.TryRead(buffer, out int count);
        length = Length(count);
        return any;
    }

    public int Receive(Span<byte> buffer, TimeSpan? timeout, CancellationToken token) => Length(pipe.Read(buffer, timeout, token));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) =>
        Length(await pipe.ReadAsync(buffer, token).ConfigureAwait(false));

    private static int Length(int count) => count == 0 ? IMessageSource.End : count;
}
