namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A temporary file, mapped by both processes: slots for blocks, and futexes on the counts of what was sent and taken.</summary>
/// <remarks>
/// <code>
/// // Sender                                 Receiver
/// // waits while sent - taken == slots      waits while sent == taken
/// // writes slot sent % slots
/// // (A) release: sent = sent + 1           (B) acquire: loads sent, pairs with (A): sees the slot's bytes
/// // wakes on sent                          reads slot taken % slots
/// // (D) acquire: loads taken, pairs        (C) release: taken = taken + 1
/// //     with (C): the slot is free         wakes on taken
/// //
/// // Nobody sleeps past a change: FUTEX_WAIT compares the word with what was loaded, under the kernel's lock.
/// </code>
/// Each word has one writer. The counts wrap around; only their difference counts.
/// </remarks>
internal sealed class MappedFileMechanism : IMechanism
{
    public string Name => "mmap";

    public string Title => "memory-mapped file + futex";

    public string FoundBy => "path";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token) =>
        new Receiver(MemoryMapping.OpenFile(arguments[0], lengthBytes: BlockSlots.TotalBytes));

    /// <summary>The words in the head, each in a cache line of its own.</summary>
    private sealed class Counts(MemoryMapping mapping)
    {
        public Futex Sent { get; } = new(mapping, 0);

        public Futex Taken { get; } = new(mapping, 64);

        /// <summary>Becomes 1 when the receiver has the file mapped.</summary>
        public Futex Arrived { get; } = new(mapping, 128);
    }

    private sealed class Sender : ISender
    {
        private readonly PrivateDirectory _directory = new("tour");
        private readonly string _path;
        private readonly MemoryMapping _mapping;
        private readonly BlockSlots _slots;
        private readonly Counts _counts;
        private int _sent;

        public Sender()
        {
            _path = _directory.PathOf("mapped");
            try
            {
                _mapping = MemoryMapping.CreateFile(_path, BlockSlots.TotalBytes);
            }
            catch
            {
                _directory.Dispose();
                throw;
            }

            // From here on nothing can fail but for want of memory.
            _slots = new BlockSlots(_mapping);
            _counts = new Counts(_mapping);
        }

        public int BlockBytes => BlockSlots.BlockBytes;

        public IReadOnlyList<string> ReceiverArguments => [_path];

        public void Prepare(ChildProcessOptions options)
        {
            // The path is all that the second process needs.
        }

        public async ValueTask ConnectAsync(CancellationToken token)
        {
            while (Volatile.Read(ref _counts.Arrived.Word) == 0)
                await _counts.Arrived.WaitAsync(0, token).ConfigureAwait(false);
            _directory.Dispose();
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token)
        {
            while (true)
            {
                int taken = Volatile.Read(ref _counts.Taken.Word); // (D)
                int filled = unchecked(_sent - taken);
                if (filled is < 0 or > BlockSlots.Count)
                    throw new InvalidDataException($"{_mapping.Name}: the receiver says it took {taken} blocks of {_sent}");
                if (filled < BlockSlots.Count)
                    break;
                await _counts.Taken.WaitAsync(taken, token).ConfigureAwait(false);
            }

            _slots.Write(unchecked((uint)_sent), block.Span);
            _sent = unchecked(_sent + 1);
            Volatile.Write(ref _counts.Sent.Word, _sent); // (A)
            _counts.Sent.Wake();
        }

        public ValueTask CompleteAsync(CancellationToken token) => SendAsync(ReadOnlyMemory<byte>.Empty, token);

        public void Dispose()
        {
            _mapping.Dispose();
            _directory.Dispose();
        }
    }

    private sealed class Receiver : IReceiver
    {
        private readonly MemoryMapping _mapping;
        private readonly BlockSlots _slots;
        private readonly Counts _counts;
        private int _taken;

        public Receiver(MemoryMapping mapping)
        {
            _mapping = mapping;
            _slots = new BlockSlots(mapping);
            _counts = new Counts(mapping);
            Volatile.Write(ref _counts.Arrived.Word, 1);
            _counts.Arrived.Wake();
        }

        public int BlockBytes => BlockSlots.BlockBytes;

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token)
        {
            int sent;
            while ((sent = Volatile.Read(ref _counts.Sent.Word)) == _taken) // (B)
                await _counts.Sent.WaitAsync(sent, token).ConfigureAwait(false);
            if (unchecked(sent - _taken) is < 0 or > BlockSlots.Count)
                throw new InvalidDataException($"{_mapping.Name}: the sender says it sent {sent} blocks, and {_taken} were taken");
            int length = _slots.Read(unchecked((uint)_taken), buffer.Span);
            _taken = unchecked(_taken + 1);
            Volatile.Write(ref _counts.Taken.Word, _taken); // (C)
            _counts.Taken.Wake();
            return length;
        }

        public void Dispose() => _mapping.Dispose();
    }
}
