namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>One side of a connection that is a stream.</summary>
internal readonly struct ConnectionStreamChannel(IReadOnlyList<string> names, SharedConnectionOptions options) : IBenchChannel<int>
{
    private readonly SharedConnectionStream _stream = ConnectionMeeting.Meet(names, options).GetStream();

    public static int Take(int received, Span<byte> buffer) => received;

    public void Send(ReadOnlySpan<byte> message) => _stream.Write(message);

    public int Receive(Span<byte> buffer) => _stream.Read(buffer);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _stream.WriteAsync(message);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);
}
