using System.Globalization;

namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>A ring of slots in a System V segment; two System V semaphores count the free and the filled ones.</summary>
/// <remarks>A slot is the block's length (0: the end) and its bytes. Every semaphore operation is a full memory barrier.</remarks>
internal sealed class SysVSharedMemoryMechanism : IMechanism
{
    private const int Block = 64 * 1024;
    private const int Slots = 8;
    private const int SlotBytes = sizeof(int) + Block;
    private const int Free = 0;
    private const int Filled = 1;

    private static readonly ReadOnlyMemory<SysVSemaphoreOperation> s_takeFree = new[] { SysVSemaphoreOperation.Take(Free) };
    private static readonly ReadOnlyMemory<SysVSemaphoreOperation> s_takeFilled = new[] { SysVSemaphoreOperation.Take(Filled) };

    public string Name => "sysv-shm";

    public string Title => "System V shared memory + semaphores";

    public string FoundBy => "keys (ftok)";

    public bool KeepsMessages => true;

    public ISender CreateSender() => new Sender();

    public IReceiver CreateReceiver(IReadOnlyList<string> arguments, CancellationToken token)
    {
        SysVKey[] keys = [.. arguments.Skip(1).Select(id => SysVKey.FromPath(arguments[0], byte.Parse(id, CultureInfo.InvariantCulture)))];
        SysVSharedMemory memory = SysVSharedMemory.Open(keys[0], FileAccess.Read, Slots * SlotBytes);
        SysVSemaphoreSet semaphores = SysVSemaphoreSet.Open(keys[1], FileAccess.ReadWrite, minimumCount: 2);
        return new Receiver(memory.Attach(readOnly: true), semaphores, token);
    }

    private sealed class Sender : ISender
    {
        private readonly SysVSharedMemory _memory;
        private readonly SysVSharedMemoryAttachment _ring;
        private readonly SysVSemaphoreSet _semaphores;
        private readonly byte _memoryKeyId;
        private readonly byte _semaphoresKeyId;
        private int _slot;

        public Sender()
        {
            (_memory, _memoryKeyId) = TourKeys.Create(static key => SysVSharedMemory.Create(key, Slots * SlotBytes));
            try
            {
                _ring = _memory.Attach();
                (_semaphores, _semaphoresKeyId) = TourKeys.Create(static key => SysVSemaphoreSet.Create(key, [Slots, 0]));
            }
            catch
            {
                _ring?.Dispose();
                _memory.TryDelete();
                throw;
            }
        }

        public int BlockBytes => Block;

        public IReadOnlyList<string> ReceiverArguments =>
            [TourKeys.Path, _memoryKeyId.ToString(CultureInfo.InvariantCulture), _semaphoresKeyId.ToString(CultureInfo.InvariantCulture)];

        public void Prepare(ChildProcessOptions options)
        {
            // The keys are all that the second process needs.
        }

        public ValueTask ConnectAsync(CancellationToken token) => ValueTask.CompletedTask;

        public async ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token)
        {
            await _semaphores.OperateAsync(s_takeFree, token).ConfigureAwait(false);
            Span<byte> slot = _ring.GetSpan<byte>((long)_slot * SlotBytes, SlotBytes);
            BitConverter.TryWriteBytes(slot, block.Length);
            block.Span.CopyTo(slot[sizeof(int)..]);
            _slot = (_slot + 1) % Slots;
            _semaphores.Operate([SysVSemaphoreOperation.Add(Filled)], timeout: null, CancellationToken.None);
        }

        public ValueTask CompleteAsync(CancellationToken token) => SendAsync(ReadOnlyMemory<byte>.Empty, token);

        public void Dispose()
        {
            _ring.Dispose();
            _memory.TryDelete();
            _semaphores.TryDelete();
        }
    }

    private sealed class Receiver(SysVSharedMemoryAttachment ring, SysVSemaphoreSet semaphores, CancellationToken senderGone) : IReceiver
    {
        private int _slot;

        public int BlockBytes => Block;

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token)
        {
            await semaphores.OperateAsync(s_takeFilled, token).ConfigureAwait(false);
            ReadOnlySpan<byte> slot = ring.GetReadOnlySpan<byte>((long)_slot * SlotBytes, SlotBytes);
            int length = BitConverter.ToInt32(slot);
            if (length is < 0 or > Block)
                throw new InvalidDataException($"a slot of {ring.Memory} says that it holds {length} bytes; something else writes to it");
            slot.Slice(sizeof(int), length).CopyTo(buffer.Span);
            _slot = (_slot + 1) % Slots;
            semaphores.Operate([SysVSemaphoreOperation.Add(Free)], timeout: null, CancellationToken.None);
            return length;
        }

        public void Dispose()
        {
            ring.Dispose();

            // The sender removes both, unless it was killed.
            if (!senderGone.IsCancellationRequested)
                return;
            ring.Memory.TryDelete();
            semaphores.TryDelete();
        }
    }
}
