namespace Causeway.Cli.Tour;

/// <summary>Receives from whatever is a stream and ends with the sender's close.</summary>
internal sealed class StreamReceiver(Stream stream, int blockBytes) : IReceiver
{
    public int BlockBytes => blockBytes;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) => stream.ReadAsync(buffer, token);

    public void Dispose() => stream.Dispose();
}
