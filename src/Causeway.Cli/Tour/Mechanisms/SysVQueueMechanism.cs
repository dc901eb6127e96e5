using System.Globalization;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A System V queue: messages of type 1 are the file, one of type 2 is its end.</summary>
internal sealed class SysVQueueMechanism : IMechanism
{
    private const int Block = 8 * 1024;
    private const long Data = 1;
    private const long End = 2;

    public string Name => "sysv-queue";

    public string Title => "System V queue";

    public string FoundBy => "key (ftok)";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) =>
        new Receiver(
            SysVMessageQueue.Open(SysVKey.FromPath(arguments[0], byte.Parse(arguments[1], CultureInfo.InvariantCulture))),
            int.Parse(arguments[2], CultureInfo.InvariantCulture),
            token);

    private sealed class Sender : ISender
    {
        private readonly SysVMessageQueue _queue;
        private readonly byte _keyId;

        public Sender()
        {
            (_queue, _keyId) = TourKeys.Create(static key => SysVMessageQueue.Create(key));
            try
            {
                // A message longer than the queue's capacity would wait for ever, one longer than the machine's limit fails.
                long capacity = Math.Min(_queue.GetStatus().CapacityBytes, SysVMessageQueue.MaximumMessageBytes);
                BlockBytes = (int)Math.Clamp(capacity, 1, Block);
            }
            catch
            {
                _queue.TryDelete();
                throw;
            }
        }

        public int BlockBytes { get; }

        public IReadOnlyList<string> ReceiverArguments =>
            [TourKeys.Path, _keyId.ToString(CultureInfo.InvariantCulture), BlockBytes.ToString(CultureInfo.InvariantCulture)];

        public void Prepare(ChildProcessOptions options)
        {
            // The key is all that the second process needs.
        }

        public ValueTask ConnectAsync(CancellationToken token) => ValueTask.CompletedTask;

        public ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token) => _queue.SendAsync(Data, block, token);

        public ValueTask CompleteAsync(CancellationToken token) => _queue.SendAsync(End, ReadOnlyMemory<byte>.Empty, token);

        public void Dispose() => _queue.TryDelete();
    }

    private sealed class Receiver(SysVMessageQueue queue, int blockBytes, CancellationToken senderGone) : IReceiver
    {
        public int BlockBytes => blockBytes;

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token)
        {
            SysVMessageInfo message = await queue.ReceiveAsync(buffer, cancellationToken: token).ConfigureAwait(false);
            return message.Type == End ? 0 : message.Length;
        }

        public void Dispose()
        {
            // The sender removes the queue, unless it was killed.
            if (senderGone.IsCancellationRequested)
                queue.TryDelete();
        }
    }
}
