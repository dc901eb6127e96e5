using System.Net.Sockets;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A UNIX stream socket: the second process connects to its path.</summary>
internal sealed class UnixStreamMechanism : IMechanism
{
    private const int Block = 64 * 1024;

    public string Name => "unix-stream";

    public string Title => "UNIX stream socket";

    public string FoundBy => "path";

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) =>
        new UnixSocketReceiver(UnixSocket.Connect(UnixSocketAddress.FromPath(arguments[0]), cancellationToken: token), Block);

    private sealed class Sender : ISender
    {
        private readonly PrivateDirectory _directory = new("tour");
        private readonly UnixSocketListener _listener;
        private UnixSocket? _connection;

        public Sender()
        {
            try
            {
                _listener = UnixSocketListener.Listen(UnixSocketAddress.FromPath(_directory.PathOf("socket")));
            }
            catch
            {
                _directory.Dispose();
                throw;
            }
        }

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments => [_listener.Address.Path!];

        public void Prepare(ChildProcessOptions options)
        {
            // The path is all that the second process needs.
        }

        public async ValueTask ConnectAsync(CancellationToken token)
        {
            _connection = await _listener.AcceptAsync(token).ConfigureAwait(false);

            // Both ends are open and need no name: killed from here on, the tour leaves nothing.
            _directory.Dispose();
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _connection!.SendAsync(block, token);

        public ValueTask CompleteAsync(CancellationToken token)
        {
            _connection!.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
            _connection?.Dispose();
            _listener.Dispose();
            _directory.Dispose();
        }
    }
}
