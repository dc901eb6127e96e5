namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A connection through shared memory: the second process connects to its name.</summary>
internal sealed class ConnectionMechanism : IMechanism
{
    private const int Block = 64 * 1024;

    public string Name => "connection";

    public string Title => "shared-memory connection";

    public string FoundBy => "name";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) => new Receiver(SharedConnection.Connect(arguments[0], cancellationToken: token));

    private sealed class Sender : ISender
    {
        private readonly SharedConnectionListener _listener = SharedConnectionListener.Listen(UniqueName.Create("@"));
        private SharedConnection? _connection;

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments => [_listener.Name];

        public void Prepare(ChildProcessOptions options)
        {
            // The name is all that the second process needs.
        }

        public async ValueTask ConnectAsync(CancellationToken token) => _connection = await _listener.AcceptAsync(token).ConfigureAwait(false);

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _connection!.SendAsync(block, token);

        public ValueTask CompleteAsync(CancellationToken token)
        {
            _connection!.CompleteSending();
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
            _connection?.Dispose();
            _listener.Dispose();
        }
    }

    private sealed class Receiver(SharedConnection connection) : IReceiver
    {
        public int BlockBytes => Block;

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token)
        {
            if (!await connection.WaitToReceiveAsync(token).ConfigureAwait(false))
                return 0;
            using MessageLease message = connection.Receive(timeout: null, token);
            message.Span.CopyTo(buffer.Span);
            return message.Length;
        }

        public void Dispose() => connection.Dispose();
    }
}
