using Causeway.Sys;

namespace Causeway;

/// <content>Moving bytes on without copying them through this process.</content>
public sealed partial class PipeReadEnd
{
    /// <summary>Moves bytes to a file, socket or other descriptor (splice(2)); waits while there is nothing, or no room.</summary>
    /// <remarks>
    /// The bytes leave the pipe. <see cref="TrySpliceTo(SafeFileDescriptor, int, out int, long?)"/> and
    /// <see cref="SpliceToAsync(SafeFileDescriptor, int, long?, CancellationToken)"/> make the target non-blocking (O_NONBLOCK) for good. Beside
    /// pipes, almost every file and socket splices; a file that was opened to append does not.
    /// </remarks>
    /// <param name="target">Where the bytes go.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="offset">Where in a file they go; null: at its position, which then moves on.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <returns>How many bytes moved, one at least; 0 when every writer has closed and all is read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not one byte, or a negative offset or timeout.</exception>
    /// <exception cref="TimeoutException">Nothing could be moved in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was moved.</exception>
    /// <exception cref="SyscallException">ESPIPE: an offset, and the target has none. EINVAL: the target is the same pipe, was opened to append, or cannot splice. EBADF: it is not open for writing. EPIPE: nobody reads the target.</exception>
    public int SpliceTo(SafeFileDescriptor target, int maxBytes, long? offset = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Splice(target, maxBytes, offset).Run(Deadline.After(timeout), cancellationToken);

    /// <summary>Moves bytes to another pipe (splice(2)); waits while there is nothing, or no room.</summary>
    /// <remarks>The bytes leave this pipe.</remarks>
    /// <inheritdoc cref="SpliceTo(SafeFileDescriptor, int, long?, TimeSpan?, CancellationToken)"/>
    public int SpliceTo(PipeWriteEnd target, int maxBytes, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Splice(target, maxBytes).Run(Deadline.After(timeout), cancellationToken);

    /// <summary>Moves bytes to a file, socket or other descriptor (splice(2)) without waiting.</summary>
    /// <param name="target">Where the bytes go; made non-blocking.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="count">How many bytes moved; 0 when every writer has closed and all is read.</param>
    /// <param name="offset">Where in a file they go; null: at its position, which then moves on.</param>
    /// <returns>False only where nothing could be moved now (EAGAIN): the pipe is empty, or the target has no room.</returns>
    /// <inheritdoc cref="SpliceTo(SafeFileDescriptor, int, long?, TimeSpan?, CancellationToken)" path="/exception[@cref='T:System.ArgumentOutOfRangeException' or @cref='T:Causeway.SyscallException']"/>
    public bool TrySpliceTo(SafeFileDescriptor target, int maxBytes, out int count, long? offset = null) =>
        Splice(target, maxBytes, offset).Try(out count);

    /// <summary>Moves bytes to another pipe (splice(2)) without waiting.</summary>
    /// <param name="target">Where the bytes go.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="count">How many bytes moved; 0 when every writer has closed and all is read.</param>
    /// <returns>False only where nothing could be moved now (EAGAIN): this pipe is empty, or the other full.</returns>
    /// <inheritdoc cref="SpliceTo(SafeFileDescriptor, int, long?, TimeSpan?, CancellationToken)" path="/exception[@cref='T:System.ArgumentOutOfRangeException' or @cref='T:Causeway.SyscallException']"/>
    public bool TrySpliceTo(PipeWriteEnd target, int maxBytes, out int count) => Splice(target, maxBytes).Try(out count);

    /// <inheritdoc cref="SpliceTo(SafeFileDescriptor, int, long?, TimeSpan?, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">One of the two was disposed meanwhile.</exception>
    public ValueTask<int> SpliceToAsync(SafeFileDescriptor target, int maxBytes, long? offset = null, CancellationToken cancellationToken = default) =>
        Splice(target, maxBytes, offset).RunAsync(InlineContinuations, cancellationToken);

    /// <inheritdoc cref="SpliceTo(PipeWriteEnd, int, TimeSpan?, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">One of the two was disposed meanwhile.</exception>
    public ValueTask<int> SpliceToAsync(PipeWriteEnd target, int maxBytes, CancellationToken cancellationToken = default) =>
        Splice(target, maxBytes).RunAsync(InlineContinuations, cancellationToken);

    /// <summary>Gives another pipe the same bytes and keeps them here too (tee(2)); waits while there is nothing, or no room.</summary>
    /// <remarks>
    /// Nothing is consumed: the next call gives the same bytes again, so move them on from here (<see cref="SpliceTo(SafeFileDescriptor, int, long?, TimeSpan?, CancellationToken)"/>,
    /// <see cref="Read(Span{byte})"/>) by the count that this answers before the next one.
    /// </remarks>
    /// <param name="target">The other pipe.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <returns>How many bytes there are now in both, one at least; 0 when every writer of this pipe has closed and all is read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not one byte, or a negative timeout.</exception>
    /// <exception cref="TimeoutException">Nothing could be copied in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was copied.</exception>
    /// <exception cref="SyscallException">EINVAL: the target is the same pipe, or no pipe. EPIPE: nobody reads the target.</exception>
    public int TeeTo(PipeWriteEnd target, int maxBytes, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        Tee(target, maxBytes).Run(Deadline.After(timeout), cancellationToken);

    /// <summary>Gives another pipe the same bytes and keeps them here too (tee(2)), without waiting.</summary>
    /// <param name="target">The other pipe.</param>
    /// <param name="maxBytes">How many at the most.</param>
    /// <param name="count">How many bytes there are now in both; 0 when every writer of this pipe has closed and all is read.</param>
    /// <returns>False only where nothing could be copied now (EAGAIN): this pipe is empty, or the other full.</returns>
    /// <inheritdoc cref="TeeTo" path="/remarks"/>
    /// <inheritdoc cref="TeeTo" path="/exception[@cref='T:System.ArgumentOutOfRangeException' or @cref='T:Causeway.SyscallException']"/>
    public bool TryTeeTo(PipeWriteEnd target, int maxBytes, out int count) => Tee(target, maxBytes).Try(out count);

    /// <inheritdoc cref="TeeTo"/>
    /// <exception cref="ObjectDisposedException">One of the two was disposed meanwhile.</exception>
    public ValueTask<int> TeeToAsync(PipeWriteEnd target, int maxBytes, CancellationToken cancellationToken = default) =>
        Tee(target, maxBytes).RunAsync(InlineContinuations, cancellationToken);

    private PipeTransfer Splice(SafeFileDescriptor target, int maxBytes, long? offset)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNegative(offset.GetValueOrDefault(), nameof(offset));
        return PipeTransfer.Splice(Name, Descriptor, target, maxBytes) with { TargetOffset = offset, Foreign = target };
    }

    private PipeTransfer Splice(PipeWriteEnd target, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        return PipeTransfer.Splice(Name, Descriptor, target.Descriptor, maxBytes);
    }

    private PipeTransfer Tee(PipeWriteEnd target, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        return PipeTransfer.Tee(Name, Descriptor, target.Descriptor, maxBytes);
    }
}
