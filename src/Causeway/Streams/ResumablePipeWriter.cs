using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Causeway.Streams;

/// <summary>A PipeWriter that knows how far it came: a flush after one that was cancelled goes on there.</summary>
/// <remarks>
/// The runtime's, over a Stream, does not learn how much a cancelled write had written, and writes all of it again. One thread or task at a time;
/// <see cref="CancelPendingFlush"/> and <see cref="Complete"/> may come meanwhile.
/// </remarks>
/// <param name="pool">Whose buffers; null: the shared arrays.</param>
/// <param name="minimumBufferBytes">What a buffer has at least.</param>
internal abstract class ResumablePipeWriter(MemoryPool<byte>? pool = null, int minimumBufferBytes = ResumablePipeWriter.UsualBufferBytes) : PipeWriter
{
    private const int UsualBufferBytes = 4096;
    private const int Flushing = 1;
    private const int Completed = 2;

    private readonly UnflushedBytes _unflushed = new(pool, minimumBufferBytes);

    /// <summary>Who flushes has the bytes; where it was completed meanwhile, it lets them go.</summary>
    private int _state;

    /// <summary>Of the flush that is pending, or else of the next; null: nobody has asked.</summary>
    private CancellationTokenSource? _cancellation;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed.Length;

    /// <summary>Whether what is written now would be read by nobody.</summary>
    protected abstract bool ReaderIsGone { get; }

    private bool IsCancelled => Volatile.Read(ref _cancellation) is { IsCancellationRequested: true };

    private CancellationTokenSource Cancellation
    {
        get
        {
            if (Volatile.Read(ref _cancellation) is { } there)
                return there;
            CancellationTokenSource made = new();
            return Interlocked.CompareExchange(ref _cancellation, made, null) ?? made;
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowUnlessIdle(Volatile.Read(ref _state));
        return _unflushed.GetMemory(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ThrowUnlessIdle(Volatile.Read(ref _state));
        _unflushed.Advance(bytes);
    }

    public override void CancelPendingFlush() => Cancellation.Cancel();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => WriteAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Writes what is unflushed, and then the source. Cancelled while it waits, it keeps what is left of the source, too: a flush writes that.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowUnlessIdle(Interlocked.CompareExchange(ref _state, Flushing, 0));
        try
        {
            if (_unflushed.Length == 0 && source.IsEmpty)
                return new FlushResult(TakeCancellation(), ReaderIsGone);
            while (_unflushed.Length > 0 || !source.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (IsCancelled)
                    return Cancelled(source, CancellationToken.None);
                bool ofSource = _unflushed.Length == 0;
                ReadOnlyMemory<byte> next = ofSource ? source : _unflushed.First;
                int count = TryWrite(next.Span);
                if (count == 0)
                    count = await WriteSomeAsync(next, cancellationToken).ConfigureAwait(false);
                if (ofSource)
                    source = source[count..];
                else
                    _unflushed.Consume(count);
            }

            return default;
        }
        catch (OperationCanceledException) when (IsCancelled || cancellationToken.IsCancellationRequested)
        {
            return Cancelled(source, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Told once: completing the writer, as a using does, is not to fail for the same bytes.
            _unflushed.Clear();
            throw;
        }
        finally
        {
            if ((Interlocked.And(ref _state, ~Flushing) & Completed) != 0)
                _unflushed.Clear();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (!TryBeginComplete(exception))
            return;
        try
        {
            while (exception is null && _unflushed.Length > 0)
            {
                ReadOnlyMemory<byte> next = _unflushed.First;
                Write(next.Span);
                _unflushed.Consume(next.Length);
            }
        }
        catch (Exception failure)
        {
            exception = failure;
            throw;
        }
        finally
        {
            _unflushed.Clear();
            End(exception, isFlushing: false);
        }
    }

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (!TryBeginComplete(exception))
            return;
        try
        {
            while (exception is null && _unflushed.Length > 0)
            {
                ReadOnlyMemory<byte> next = _unflushed.First;
                int count = TryWrite(next.Span);
                _unflushed.Consume(count != 0 ? count : await WriteSomeOnceThereIsRoomAsync(next, CancellationToken.None).ConfigureAwait(false));
            }
        }
        catch (Exception failure)
        {
            exception = failure;
            throw;
        }
        finally
        {
            _unflushed.Clear();
            End(exception, isFlushing: false);
        }
    }

    /// <summary>Writes what there is room for.</summary>
    /// <returns>How many bytes; 0: there is no room.</returns>
    protected abstract int TryWrite(ReadOnlySpan<byte> bytes);

    /// <summary>Writes all of them; waits for room.</summary>
    protected abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Waits until there is room, and writes what there is room for; cancelled, it has written nothing.</summary>
    /// <returns>How many bytes; at least one.</returns>
    protected abstract ValueTask<int> WriteSomeOnceThereIsRoomAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>No more is written.</summary>
    /// <param name="failure">Why it ends before its time; null: in good order.</param>
    /// <param name="isFlushing">A flush still waits: it is to end, and what it had to write is lost.</param>
    protected abstract void End(Exception? failure, bool isFlushing);

    private static void ThrowUnlessIdle(int state)
    {
        if ((state & Completed) != 0)
            throw new InvalidOperationException("The writer is completed: nothing can be written any more.");
        if (state == Flushing)
            throw new InvalidOperationException("A flush is under way: await it first.");
    }

    /// <summary>Either the caller's token or <see cref="CancelPendingFlush"/> ends the wait.</summary>
    private ValueTask<int> WriteSomeAsync(ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        token.CanBeCanceled ? WriteSomeLinkedAsync(bytes, token) : WriteSomeOnceThereIsRoomAsync(bytes, Cancellation.Token);

    private async ValueTask<int> WriteSomeLinkedAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, Cancellation.Token);
        return await WriteSomeOnceThereIsRoomAsync(bytes, either.Token).ConfigureAwait(false);
    }

    private FlushResult Cancelled(ReadOnlyMemory<byte> source, CancellationToken token)
    {
        _unflushed.Add(source.Span);
        token.ThrowIfCancellationRequested();
        return new FlushResult(TakeCancellation(), isCompleted: false);
    }

    private bool TakeCancellation()
    {
        if (!IsCancelled)
            return false;
        Volatile.Write(ref _cancellation, null);
        return true;
    }

    /// <summary>Takes the bytes for good.</summary>
    /// <returns>False: it is complete already, or who flushes has them.</returns>
    private bool TryBeginComplete(Exception? exception)
    {
        int before = Interlocked.Or(ref _state, Completed);
        if ((before & Completed) != 0)
            return false;
        if (before != Flushing)
            return true;
        End(exception, isFlushing: true);
        return false;
    }
}
