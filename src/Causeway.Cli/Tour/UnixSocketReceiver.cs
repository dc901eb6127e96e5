namespace Causeway.Cli.Tour;

/// <summary>Receives from a UNIX socket: a stream ends with the sender's shutdown, datagrams with an empty one.</summary>
internal sealed class UnixSocketReceiver(UnixSocket socket, int blockBytes) : IReceiver
{
    public int BlockBytes => blockBytes;

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) => socket.ReceiveAsync(buffer, token);

    public void Dispose() => socket.Dispose();
}
