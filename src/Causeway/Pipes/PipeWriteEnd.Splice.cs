using Causeway.Sys;

namespace Causeway;

/// <content>Filling a pipe from another descriptor without copying through this process.</content>
public sealed partial class PipeWriteEnd
{
    /// <summary>Moves bytes from a file, socket or other descriptor into the pipe (splice(2)); waits while there is nothing, or no room.</summary>
    /// <remarks>
    /// From a pipe: <see cref="PipeReadEnd.SpliceTo(PipeWriteEnd, int, TimeSpan?, CancellationToken)"/>. A file's pages go into the pipe as they are: who writes
    /// to the file before they are read changes them. <see cref="TrySpliceFrom"/> and <see cref="SpliceFromAsync"/> make the
    /// source non-blocking (O_NONBLOCK) for good.
    /// </remarks>
    /// <param name="source">Where the bytes come from.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="offset">Where in a file they stand; null: at its position, which then moves on.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <returns>How many bytes moved, one at least; 0 at the source's end.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not one byte, or a negative offset or timeout.</exception>
    /// <exception cref="TimeoutException">Nothing could be moved in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was moved.</exception>
    /// <exception cref="SyscallException">ESPIPE: an offset, and the source has none. EINVAL: the source is the same pipe, or cannot splice. EBADF: it is not open for reading. EPIPE: nobody reads the pipe.</exception>
    public int SpliceFrom(SafeFileDescriptor source, int maxBytes, long? offset = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Splice(source, maxBytes, offset).Run(Deadline.After(timeout), cancellationToken);

    /// <summary>Moves bytes from a file, socket or other descriptor into the pipe (splice(2)) without waiting.</summary>
    /// <param name="source">Where the bytes come from; made non-blocking.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="count">How many bytes moved; 0 at the source's end.</param>
    /// <param name="offset">Where in a file they stand; null: at its position, which then moves on.</param>
    /// <returns>False only where nothing could be moved now (EAGAIN): the source has nothing, or the pipe is full.</returns>
    /// <inheritdoc cref="SpliceFrom" path="/exception[@cref='T:System.ArgumentOutOfRangeException' or @cref='T:Causeway.SyscallException']"/>
    public bool TrySpliceFrom(SafeFileDescriptor source, int maxBytes, out int count, long? offset = null) =>
        Splice(source, maxBytes, offset).Try(out count);

    /// <inheritdoc cref="SpliceFrom"/>
    /// <exception cref="ObjectDisposedException">One of the two was disposed meanwhile.</exception>
    public ValueTask<int> SpliceFromAsync(SafeFileDescriptor source, int maxBytes, long? offset = null, CancellationToken cancellationToken = default) =>
        Splice(source, maxBytes, offset).RunAsync(InlineContinuations, cancellationToken);

    private PipeTransfer Splice(SafeFileDescriptor source, int maxBytes, long? offset)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(offset.GetValueOrDefault(), nameof(offset));
        return PipeTransfer.Splice(Name, source, Descriptor, maxBytes) with { SourceOffset = offset, Foreign = source };
    }
}
