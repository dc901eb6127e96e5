namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A POSIX message queue: one block is one message, and an empty message is the end.</summary>
internal sealed class PosixQueueMechanism : IMechanism
{
    public string Name => "posix-queue";

    public string Title => "POSIX message queue";

    public string FoundBy => "name";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token)
    {
        var receiver = new Receiver(PosixMessageQueue.Open(arguments[0], FileAccess.Read));

        // Both have it open now: a tour that is killed from here on leaves no queue behind.
        PosixMessageQueue.TryDelete(arguments[0]);
        return receiver;
    }

    private sealed class Sender : ISender
    {
        private readonly PosixMessageQueue _queue = PosixMessageQueue.Create(UniqueName.Create("/"), access: FileAccess.Write);

        public int BlockBytes => _queue.MaxMessageBytes;

        public IReadOnlyList<string> ReceiverArguments => [_queue.Name];

        public void Prepare(ChildProcessOptions options)
        {
            // The name is all that the second process needs.
        }

        public ValueTask ConnectAsync(CancellationToken token) => ValueTask.CompletedTask;

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _queue.SendAsync(block, priority: 0, token);

        public ValueTask CompleteAsync(CancellationToken token) => _queue.SendAsync(ReadOnlyMemory<byte>.Empty, priority: 0, token);

        public void Dispose()
        {
            _queue.Dispose();
            PosixMessageQueue.TryDelete(_queue.Name);
        }
    }

    private sealed class Receiver(PosixMessageQueue queue) : IReceiver
    {
        public int BlockBytes => queue.MaxMessageBytes;

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) => (await queue.ReceiveAsync(buffer, token).ConfigureAwait(false)).Length;

        public void Dispose() => queue.Dispose();
    }
}
