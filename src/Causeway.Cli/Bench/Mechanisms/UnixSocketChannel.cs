namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A worker's socket, or the two ends of a pair.</summary>
internal readonly struct UnixSocketChannel : IBenchChannel<int>
{
    /// <summary>The role of a process that is alone.</summary>
    public const string Pair = "pair";

    /// <summary>The role of the process that begins; a path follows.</summary>
    public const string Listen = "listen";

    /// <summary>The role of the process that answers; the same path follows.</summary>
    public const string Connect = "connect";

    private readonly UnixSocket _output;
    private readonly UnixSocket _input;

    /// <summary>Opens it as <c>bench/socket.c</c> does.</summary>
    public UnixSocketChannel(UnixSocketType type, Way way, IReadOnlyList<string> names)
    {
        (_output, _input) = names switch
        {
            [Pair] => UnixSocket.CreatePair(type),
            [var role, var path] when type == UnixSocketType.Datagram => Twice(OpenDatagram(path, role, role == Listen ? Connect : Listen)),
            [Listen, var path] => Twice(Accept(type, path)),
            [_, var path] => Twice(OtherWorker.WhenThere(() => UnixSocket.Connect(UnixSocketAddress.FromPath(path), type))),
            _ => throw new ArgumentException("A role and a path.", nameof(names)),
        };
        _output.InlineContinuations = _input.InlineContinuations = way == Way.Inline;
    }

    public static int Take(int received, Span<byte> buffer) => received;

    public void Send(ReadOnlySpan<byte> message) => _output.Send(message);

    public int Receive(Span<byte> buffer) => _input.Receive(buffer);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _output.SendAsync(message);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _input.ReceiveAsync(buffer);

    private static (UnixSocket Output, UnixSocket Input) Twice(UnixSocket socket) => (socket, socket);

    private static UnixSocket Accept(UnixSocketType type, string path)
    {
        using UnixSocketListener listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(path), type);
        return listener.Accept();
    }

    private static UnixSocket OpenDatagram(string path, string role, string other)
    {
        UnixSocket socket = UnixSocket.BindDatagram(UnixSocketAddress.FromPath($"{path}.{role}"));
        return OtherWorker.WhenThere(() =>
        {
            socket.SetPeer(UnixSocketAddress.FromPath($"{path}.{other}"));
            return socket;
        });
    }
}
