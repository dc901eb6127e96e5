namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>One side of a connection. Messages are copied from the caller's memory and into it, as in C.</summary>
internal readonly struct ConnectionChannel(IReadOnlyList<string> names, SharedConnectionOptions options) : IBenchChannel<int>
{
    private readonly SharedConnection _connection = ConnectionMeeting.Meet(names, options);

    public static int Take(int received, Span<byte> buffer) => received;

    public void Send(ReadOnlySpan<byte> message) => _connection.Send(message);

    public int Receive(Span<byte> buffer) => _connection.Receive(buffer);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _connection.SendAsync(message);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _connection.ReceiveAsync(buffer);
}
