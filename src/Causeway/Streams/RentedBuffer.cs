using System.Buffers;

namespace Causeway.Streams;

/// <summary>A buffer of a pool's, or one of the shared arrays: those need no owner object, so that renting one allocates nothing.</summary>
internal readonly struct RentedBuffer : IDisposable
{
    private readonly byte[]? _array;
    private readonly IMemoryOwner<byte>? _owner;

    private RentedBuffer(byte[] array) => _array = array;

    private RentedBuffer(IMemoryOwner<byte> owner) => _owner = owner;

    public Memory<byte> Memory => _array is not null ? _array : _owner!.Memory;

    /// <summary>Of the pool, as far as it has so long ones.</summary>
    /// <param name="pool">null, and MemoryPool.Shared: the shared arrays.</param>
    /// <param name="wanted">How long it should be.</param>
    /// <param name="needed">And must be.</param>
    public static RentedBuffer Rent(MemoryPool<byte>? pool, int wanted, int needed) =>
        pool is null || pool == MemoryPool<byte>.Shared || needed > pool.MaxBufferSize
            ? new RentedBuffer(ArrayPool<byte>.Shared.Rent(wanted))
            : new RentedBuffer(pool.Rent(Math.Min(wanted, pool.MaxBufferSize)));

    public void Dispose()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
        else
            _owner!.Dispose();
    }
}
