namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>
/// UNIX datagram sockets: the second process finds the first's path and answers from its own with an empty datagram; the
/// file follows to that address, and an empty datagram ends it.
/// </summary>
/// <remarks>Flow control is the kernel's: a sender waits while max_dgram_qlen datagrams or a send buffer full are unread.</remarks>
internal sealed class UnixDatagramMechanism : IMechanism
{
    private const int Block = 32 * 1024;

    public string Name => "unix-datagram";

    public string Title => "UNIX datagram socket";

    public string FoundBy => "path";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token)
    {
        UnixSocket socket = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(arguments[1]));
        try
        {
            socket.SendTo([], UnixSocketAddress.FromPath(arguments[0]), cancellationToken: token);
            return new UnixSocketReceiver(socket, Block);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Sender : ISender
    {
        private readonly PrivateDirectory _directory = new("tour");
        private readonly UnixSocket _socket;

        public Sender()
        {
            try
            {
                _socket = UnixSocket.BindDatagram(UnixSocketAddress.FromPath(_directory.PathOf("sender")));
            }
            catch
            {
                _directory.Dispose();
                throw;
            }
        }

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments => [_directory.PathOf("sender"), _directory.PathOf("receiver")];

        public void Prepare(ChildProcessOptions options)
        {
            // The paths are all that the second process needs.
        }

        public async ValueTask ConnectAsync(CancellationToken token)
        {
            UnixDatagram hello = await _socket.ReceiveFromAsync(Memory<byte>.Empty, token).ConfigureAwait(false);
            _socket.SetPeer(hello.Sender);

            // Both ends are connected and need no name: killed from here on, the tour leaves nothing.
            _directory.Dispose();
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _socket.SendAsync(block, token);

        public ValueTask CompleteAsync(CancellationToken token) => _socket.SendAsync(ReadOnlyMemory<byte>.Empty, token);

        public void Dispose()
        {
            // The second process's path goes with the directory if it died before it could remove it.
            _socket.Dispose();
            _directory.Dispose();
        }
    }
}
