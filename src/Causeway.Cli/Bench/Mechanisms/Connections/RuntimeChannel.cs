using System.IO.Pipes;
using System.Net.Sockets;

namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>What the runtime has of the kind: a named pipe (on Linux a UNIX socket too), or a UNIX socket as a stream.</summary>
internal readonly struct RuntimeChannel : IBenchChannel<int>
{
    private readonly Stream _stream;

    /// <summary>Meets the other worker.</summary>
    public RuntimeChannel(IReadOnlyList<string> names, Way way)
    {
        string path = ConnectionLink.PathOf(ConnectionLink.SocketOf(names));
        _stream = (way == Way.RuntimeSocket, ConnectionLink.IsFirst(names)) switch
        {
            (false, true) => AcceptPipe(path),
            (false, false) => ConnectPipe(path),
            (true, true) => AcceptSocket(path),
            _ => OtherWorker.WhenThere(() => ConnectSocket(path)),
        };
    }

    public static int Take(int received, Span<byte> buffer) => received;

    public void Send(ReadOnlySpan<byte> message) => _stream.Write(message);

    public int Receive(Span<byte> buffer) => _stream.Read(buffer);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message) => _stream.WriteAsync(message);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);

    private static NamedPipeServerStream AcceptPipe(string path)
    {
        NamedPipeServerStream server = new(path);
        server.WaitForConnection();
        return server;
    }

    private static NamedPipeClientStream ConnectPipe(string path)
    {
        NamedPipeClientStream client = new(path);
        client.Connect();
        return client;
    }

    private static NetworkStream AcceptSocket(string path)
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return new NetworkStream(listener.Accept(), ownsSocket: true);
    }

    private static NetworkStream ConnectSocket(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
