using System.IO.Pipelines;
using Causeway.Streams;

namespace Causeway;

/// <content>For programs that write through System.IO.Pipelines.</content>
public sealed partial class PipeWriteEnd
{
    /// <summary>A <see cref="PipeWriter"/> over this end: it collects what is written and hands it to the kernel with each flush.</summary>
    /// <remarks>
    /// <para>
    /// Write through it alone from now on. A flush that is longer than <see cref="AtomicWriteBytes"/>, or than one of its
    /// buffers, may be mixed with what other writers of the pipe write. Completing it flushes and disposes this end, unless the options say otherwise.
    /// </para>
    /// <para>
    /// Of a flush, or a WriteAsync, that was cancelled while it waited, UnflushedBytes says how much is left; the next flush writes that and nothing twice.
    /// Where every reader has closed a flush that has something to write is EPIPE, as any write is, and that is gone; one of nothing says
    /// FlushResult.IsCompleted. To complete the writer is to flush what is left.
    /// </para>
    /// </remarks>
    /// <param name="options">Sizes of its buffers; null for the defaults.</param>
    public PipeWriter AsPipeWriter(StreamPipeWriterOptions? options = null) => new Writer(this, options ?? new StreamPipeWriterOptions());

    private sealed class Writer(PipeWriteEnd end, StreamPipeWriterOptions options) : ResumablePipeWriter(options.Pool, options.MinimumBufferSize)
    {
        protected override bool ReaderIsGone => end.ReadersAreGone;

        protected override int TryWrite(ReadOnlySpan<byte> bytes)
        {
            end.TryWriteCore(bytes, out int count);
            return count;
        }

        protected override void Write(ReadOnlySpan<byte> bytes) => end.WriteCore(bytes);

        protected override ValueTask<int> WriteSomeOnceThereIsRoomAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
            end.WriteSomeCoreAsync(bytes, cancellationToken);

        protected override void End(Exception? failure, bool isFlushing)
        {
            if (!options.LeaveOpen)
                end.Dispose();
            else if (isFlushing)
                CancelPendingFlush();
        }
    }
}
