using System.IO.Pipelines;

namespace Causeway.Messaging.Streams;

/// <summary>The writing half of <see cref="ConnectionPipe"/>, whose end can be that something failed: the peer must not take what came by then for the whole.</summary>
/// <param name="connection">Aborted then.</param>
/// <param name="inner">What writes; to complete it is half-close.</param>
internal sealed class ConnectionPipeWriter(SharedConnection connection, PipeWriter inner) : PipeWriter
{
    private int _completed;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => inner.WriteAsync(source, cancellationToken);

    public override void Complete(Exception? exception = null)
    {
        if (TryBeginComplete(exception))
            inner.Complete(exception);
    }

    public override ValueTask CompleteAsync(Exception? exception = null) => TryBeginComplete(exception) ? inner.CompleteAsync(exception) : default;

    /// <summary>Aborts where it has failed, or where a flush still waits, of which the peer would not see the rest.</summary>
    /// <returns>False: it was complete, or what waits has the buffers still.</returns>
    private bool TryBeginComplete(Exception? exception)
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0)
            return false;
        bool waits = connection.IsSending;
        if (waits || exception is not null)
            connection.Abort();
        return !waits;
    }
}
