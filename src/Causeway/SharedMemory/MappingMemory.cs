using System.Buffers;

namespace Causeway;

/// <summary>A lease of mapped memory as <see cref="Memory{T}"/>, for what spans cannot do: fields, await, streams and pipes.</summary>
/// <remarks>
/// It holds the memory mapped until it is disposed, whoever disposes the mapping meanwhile, as <see cref="MappingLease"/>
/// does; a pinned part (<see cref="Memory{T}.Pin"/>) holds it until unpinned. Nobody may use the memory once it is disposed:
/// asking it for a span then throws, but a span that was taken before does not know. Disposing twice is harmless. One that
/// is never disposed keeps the memory mapped until nobody refers to it nor to the mapping any more. Thread-safe.
/// </remarks>
public sealed class MappingMemory : IMemoryOwner<byte>
{
    private readonly string _name;
    private readonly bool _canRead;
    private readonly bool _canWrite;
    private readonly Manager _manager;

    internal MappingMemory(MappedRegion region, long offset, int length)
    {
        region.Take();
        try
        {
            MappedBytes bytes = region.Leased;
            bytes.ThrowIfOutside(region.Name, offset, length, 1);
            _name = region.Name;
            _canRead = bytes.Readable >= 0;
            _canWrite = bytes.Writable >= 0;
            _manager = new Manager(region, bytes.Address + (nint)offset, length);
        }
        catch
        {
            region.Return();
            throw;
        }
    }

    /// <summary>The bytes, to read and write.</summary>
    /// <exception cref="InvalidOperationException">Mapped to read only.</exception>
    public Memory<byte> Memory => _canWrite ? _manager.Memory : throw MappedBytes.NotAllowed(_name, toWrite: true);

    /// <summary>The bytes, to read.</summary>
    /// <exception cref="InvalidOperationException">They cannot be read.</exception>
    public ReadOnlyMemory<byte> ReadOnlyMemory => _canRead ? _manager.Memory : throw MappedBytes.NotAllowed(_name, toWrite: false);

    /// <summary>Gives the lease back.</summary>
    public void Dispose() => _manager.Release();

    private sealed unsafe class Manager(MappedRegion region, nint address, int length) : MemoryManager<byte>
    {
        // The owner and everything that is pinned; 0 is over for good.
        private int _users = 1;
        private int _released;

        // The length without a span, so that memory can be asked for and never used after the release.
        public override Memory<byte> Memory => CreateMemory(length);

        // SAFETY: the range is inside the mapping, which is leased until the release; afterwards this throws.
        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _released) != 0, typeof(MappingMemory));
            return new Span<byte>((void*)address, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, length);
            while (true)
            {
                int users = Volatile.Read(ref _users);
                ObjectDisposedException.ThrowIf(users == 0 || Volatile.Read(ref _released) != 0, typeof(MappingMemory));
                if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                    return new MemoryHandle((byte*)address + elementIndex, default, this);
            }
        }

        public override void Unpin()
        {
            if (Interlocked.Decrement(ref _users) == 0)
                region.Return();
        }

        public void Release()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
                Unpin();
        }

        protected override void Dispose(bool disposing) => Release();
    }
}
