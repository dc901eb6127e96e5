namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A FIFO: the second process opens its path.</summary>
internal sealed class FifoMechanism : IMechanism
{
    private const int Block = 64 * 1024;

    public string Name => "fifo";

    public string Title => "FIFO";

    public string FoundBy => "path";

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) =>
        new StreamReceiver(Fifo.OpenReader(arguments[0], cancellationToken: token), Block);

    private sealed class Sender : ISender
    {
        private readonly PrivateDirectory _directory = new("tour");
        private readonly string _path;
        private PipeWriteEnd? _writer;

        public Sender()
        {
            try
            {
                _path = _directory.PathOf("fifo");
                Fifo.Create(_path);
            }
            catch
            {
                _directory.Dispose();
                throw;
            }
        }

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments => [_path];

        public void Prepare(ChildProcessOptions options)
        {
            // The path is all that the second process needs.
        }

        public async ValueTask ConnectAsync(CancellationToken token)
        {
            _writer = await Fifo.OpenWriterAsync(_path, token).ConfigureAwait(false);

            // Both ends are open and need no name: killed from here on, the tour leaves nothing.
            _directory.Dispose();
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _writer!.WriteAsync(block, token);

        public ValueTask CompleteAsync(CancellationToken token)
        {
            _writer!.Dispose();
            return ValueTask.CompletedTask;
        }

        public void Dispose()
        {
            _writer?.Dispose();
            _directory.Dispose();
        }
    }
}
