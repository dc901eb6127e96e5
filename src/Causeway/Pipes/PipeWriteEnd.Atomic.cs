using System.Globalization;
using Causeway.Sys;

namespace Causeway;

/// <content>Records that stay whole among several writers.</content>
public sealed partial class PipeWriteEnd
{
    /// <summary>Writes a record whole: nothing that another writer writes stands inside it (pipe(7), PIPE_BUF).</summary>
    /// <remarks>The record says itself where it ends, for the reader gets a stream of bytes. Any number of threads and processes may write records at once.</remarks>
    /// <param name="record">At most <see cref="AtomicWriteBytes"/> bytes.</param>
    /// <param name="timeout">How long to wait while the pipe is full; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <exception cref="ArgumentException">The record is longer, and nothing was written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The pipe stayed full; nothing was written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was written.</exception>
    /// <exception cref="SyscallException">EPIPE: every reader has closed.</exception>
    public void WriteAtomic(ReadOnlySpan<byte> record, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        CheckAtomic(record);
        WriteCore(record, Deadline.After(timeout), cancellationToken);
    }

    /// <summary>Writes a record whole if there is room for it now.</summary>
    /// <returns>False only where there is no room for all of it (EAGAIN); nothing was written.</returns>
    /// <inheritdoc cref="WriteAtomic" path="/param[@name='record']"/>
    /// <inheritdoc cref="WriteAtomic" path="/exception[@cref='T:System.ArgumentException' or @cref='T:Causeway.SyscallException']"/>
    public bool TryWriteAtomic(ReadOnlySpan<byte> record)
    {
        CheckAtomic(record);
        return TryWriteCore(record, out _);
    }

    /// <inheritdoc cref="WriteAtomic" path="/summary"/>
    /// <inheritdoc cref="WriteAtomic" path="/remarks"/>
    /// <inheritdoc cref="WriteAtomic" path="/param[@name='record']"/>
    /// <inheritdoc cref="WriteAtomic" path="/exception[not(@cref='T:System.TimeoutException')]"/>
    public ValueTask WriteAtomicAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken = default)
    {
        CheckAtomic(record.Span);
        return WriteCoreAsync(record, cancellationToken);
    }

    private static void CheckAtomic(ReadOnlySpan<byte> record)
    {
        if (record.Length > AtomicWriteBytes)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"A record of {record.Length} bytes: only up to {AtomicWriteBytes} (PIPE_BUF) are written whole among several writers; split it into records that say so."), nameof(record));
    }
}
