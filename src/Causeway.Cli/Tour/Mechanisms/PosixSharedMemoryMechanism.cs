namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>POSIX shared memory with slots for blocks, and two POSIX semaphores that count the free and the filled ones.</summary>
/// <remarks>
/// sem_post(3) and sem_wait(3) order memory: what was written to a slot before the post is seen after the wait. A third
/// semaphore, placed in the memory itself, says that the receiver has arrived: then the names go, and a tour that is
/// killed from there on leaves nothing.
/// </remarks>
internal sealed class PosixSharedMemoryMechanism : IMechanism
{
    private const long ArrivedOffset = 0;

    public string Name => "posix-shm";

    public string Title => "POSIX shared memory + semaphores";

    public string FoundBy => "names";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) => new Receiver(arguments[0], arguments[1], arguments[2]);

    /// <summary>What both sides have; the sender's creates, the receiver's opens.</summary>
    private sealed class Channel : IDisposable
    {
        private MemoryMapping? _mapping;
        private PosixSemaphore? _arrived;
        private PosixSemaphore? _free;
        private PosixSemaphore? _filled;

        public MemoryMapping Mapping { get => _mapping!; set => _mapping = value; }

        public PosixSemaphore Arrived { get => _arrived!; set => _arrived = value; }

        public PosixSemaphore Free { get => _free!; set => _free = value; }

        public PosixSemaphore Filled { get => _filled!; set => _filled = value; }

        public void Dispose()
        {
            _filled?.Dispose();
            _free?.Dispose();

            // What is placed in the mapping keeps it mapped.
            _arrived?.Dispose();
            _mapping?.Dispose();
        }
    }

    private sealed class Sender : ISender
    {
        private readonly string _memoryName = UniqueName.Create("/", "memory");
        private readonly string _freeName = UniqueName.Create("/", "free");
        private readonly string _filledName = UniqueName.Create("/", "filled");
        private readonly Channel _channel = new();

        /// <summary>What is ours to delete: a name that turned out to be taken is not.</summary>
        private readonly Stack<Action> _deletions = [];
        private readonly BlockSlots _slots;
        private uint _next;

        public Sender()
        {
            try
            {
                using (PosixSharedMemory memory = PosixSharedMemory.Create(_memoryName, BlockSlots.TotalBytes))
                {
                    _deletions.Push(() => PosixSharedMemory.TryDelete(_memoryName));
                    _channel.Mapping = MemoryMapping.Map(memory);
                }

                _channel.Arrived = PosixSemaphore.CreateIn(_channel.Mapping, ArrivedOffset, initialValue: 0);
                _channel.Free = PosixSemaphore.Create(_freeName, BlockSlots.Count);
                _deletions.Push(() => PosixSemaphore.TryDelete(_freeName));
                _channel.Filled = PosixSemaphore.Create(_filledName, initialValue: 0);
                _deletions.Push(() => PosixSemaphore.TryDelete(_filledName));
                _slots = new BlockSlots(_channel.Mapping);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public int BlockBytes => BlockSlots.BlockBytes;

        public IReadOnlyList<string> ReceiverArguments => [_memoryName, _freeName, _filledName];

        public void Prepare(ChildProcessOptions options)
        {
            // The names are all that the second process needs.
        }

        public async ValueTask ConnectAsync(CancellationToken token)
        {
            await _channel.Arrived.WaitAsync(token).ConfigureAwait(false);
            DeleteNames();
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token)
        {
            await _channel.Free.WaitAsync(token).ConfigureAwait(false);
            _slots.Write(_next++, block.Span);
            _channel.Filled.Post();
        }

        public ValueTask CompleteAsync(CancellationToken token) => SendAsync(ReadOnlyMemory<byte>.Empty, token);

        public void Dispose()
        {
            _channel.Dispose();
            DeleteNames();
        }

        private void DeleteNames()
        {
            while (_deletions.TryPop(out Action? delete))
                delete();
        }
    }

    private sealed class Receiver : IReceiver
    {
        private readonly Channel _channel = new();
        private readonly BlockSlots _slots;
        private uint _next;

        public Receiver(string memoryName, string freeName, string filledName)
        {
            try
            {
                using (PosixSharedMemory memory = PosixSharedMemory.Open(memoryName))
                    _channel.Mapping = MemoryMapping.Map(memory, lengthBytes: BlockSlots.TotalBytes);
                _channel.Free = PosixSemaphore.Open(freeName);
                _channel.Filled = PosixSemaphore.Open(filledName);
                _slots = new BlockSlots(_channel.Mapping);
                using PosixSemaphore arrived = PosixSemaphore.OpenIn(_channel.Mapping, ArrivedOffset);
                arrived.Post();
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public int BlockBytes => BlockSlots.BlockBytes;

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token)
        {
            await _channel.Filled.WaitAsync(token).ConfigureAwait(false);
            int length = _slots.Read(_next++, buffer.Span);
            _channel.Free.Post();
            return length;
        }

        public void Dispose() => _channel.Dispose();
    }
}
