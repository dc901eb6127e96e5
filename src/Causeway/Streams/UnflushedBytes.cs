using System.Buffers;

namespace Causeway.Streams;

/// <summary>What a <see cref="ResumablePipeWriter"/> was given and has not written: rented buffers in order, of which the last is being filled.</summary>
/// <param name="pool">Whose buffers; null: the shared arrays.</param>
/// <param name="minimumBytes">What a buffer has at least, where the pool has such.</param>
internal sealed class UnflushedBytes(MemoryPool<byte>? pool, int minimumBytes)
{
    private readonly Queue<(RentedBuffer Buffer, int Length)> _full = new();
    private RentedBuffer? _last;
    private int _filled;

    /// <summary>So many bytes of the first buffer are written.</summary>
    private int _written;

    /// <summary>How many there are.</summary>
    public long Length { get; private set; }

    /// <summary>The first of them, as many as lie together; empty: there are none.</summary>
    public ReadOnlyMemory<byte> First
    {
        get
        {
            if (_full.TryPeek(out (RentedBuffer Buffer, int Length) first))
                return first.Buffer.Memory[_written..first.Length];
            return _last is { } last ? last.Memory[_written.._filled] : ReadOnlyMemory<byte>.Empty;
        }
    }

    /// <summary>Room for more; at least one byte.</summary>
    public Memory<byte> GetMemory(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (Room >= Math.Max(sizeHint, 1))
            return _last!.Value.Memory[_filled..];
        SetLastAside();
        RentedBuffer rented = RentedBuffer.Rent(pool, Math.Max(sizeHint, minimumBytes), sizeHint);
        _last = rented;
        return rented.Memory;
    }

    /// <summary>So many bytes of that room are filled.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Room);
        _filled += count;
        Length += count;
    }

    /// <summary>Copies them behind the others.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(GetMemory(bytes.Length).Span);
        Advance(bytes.Length);
    }

    /// <summary>So many of <see cref="First"/> are written. A buffer that is used up goes back.</summary>
    public void Consume(int count)
    {
        _written += count;
        Length -= count;
        if (_full.TryPeek(out (RentedBuffer Buffer, int Length) first))
        {
            if (_written < first.Length)
                return;
            _full.Dequeue();
            first.Buffer.Dispose();
            _written = 0;
        }
        else if (_written == _filled)
        {
            Clear();
        }
    }

    /// <summary>Forgets them; every buffer goes back.</summary>
    public void Clear()
    {
        while (_full.TryDequeue(out (RentedBuffer Buffer, int Length) full))
            full.Buffer.Dispose();
        _last?.Dispose();
        _last = null;
        _filled = _written = 0;
        Length = 0;
    }

    /// <summary>What the last buffer can still take.</summary>
    private int Room => _last is { } last ? last.Memory.Length - _filled : 0;

    private void SetLastAside()
    {
        if (_last is not { } last)
            return;
        if (_filled > 0)
            _full.Enqueue((last, _filled));
        else
            last.Dispose();
        _last = null;
        _filled = 0;
    }
}
