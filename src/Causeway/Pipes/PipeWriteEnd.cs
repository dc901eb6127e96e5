using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>The writing end of a pipe or FIFO.</summary>
/// <remarks>
/// Full with a reader: a write waits. Every reader gone: EPIPE, an exception (.NET ignores SIGPIPE, so it never ends this
/// process). Several writers may share one pipe: writes of up to <see cref="AtomicWriteBytes"/> bytes are never mixed.
/// </remarks>
/// <inheritdoc cref="DescriptorStream" path="/remarks"/>
public sealed partial class PipeWriteEnd : DescriptorStream
{
    /// <summary>PIPE_BUF: a write of at most this many bytes is atomic.</summary>
    public const int AtomicWriteBytes = LibC.PIPE_BUF;

    /// <summary>Takes ownership of a descriptor that writes to a pipe or FIFO.</summary>
    /// <param name="descriptor">For example one that this process inherited.</param>
    /// <param name="name">What to call it in messages.</param>
    public PipeWriteEnd(SafeFileDescriptor descriptor, string name = "pipe")
        : base(descriptor, name)
    {
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanWrite => !Descriptor.IsClosed;

    /// <summary>Whether every reader has closed its end (poll(2), POLLERR): a write would fail with EPIPE.</summary>
    public bool ReadersAreGone => (DescriptorPoll.Peek(Descriptor, events: 0) & LibC.POLLERR) != 0;

    /// <summary>Writes all of the buffer; waits while the pipe is full.</summary>
    /// <exception cref="SyscallException">EPIPE: every reader has closed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) => WriteCore(buffer);

    /// <summary>Writes all of the buffer; waits a limited time in all while the pipe is full.</summary>
    /// <remarks>
    /// Of a buffer longer than <see cref="AtomicWriteBytes"/> a part may have been written when the wait ends; of a shorter
    /// one nothing has. <see cref="TryWrite"/> says how much it wrote.
    /// </remarks>
    /// <param name="buffer">What to write.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The pipe stayed full.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="SyscallException">EPIPE: every reader has closed.</exception>
    public void Write(ReadOnlySpan<byte> buffer, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        WriteCore(buffer, Deadline.After(timeout), cancellationToken);

    /// <summary>Writes what there is room for, without waiting.</summary>
    /// <remarks>
    /// Up to <see cref="AtomicWriteBytes"/> bytes are written whole or not at all; of a longer buffer as much as fits. Room
    /// is counted in pages: a pipe that holds a little less than its capacity may refuse a single byte until a page is read.
    /// </remarks>
    /// <param name="buffer">What to write.</param>
    /// <param name="count">How many bytes were written.</param>
    /// <returns>False only where the pipe is full (EAGAIN) and not a byte was written.</returns>
    /// <exception cref="SyscallException">EPIPE: every reader has closed.</exception>
    public bool TryWrite(ReadOnlySpan<byte> buffer, out int count) => TryWriteCore(buffer, out count);

    /// <summary>Writes one byte; waits while the pipe is full.</summary>
    /// <exception cref="SyscallException">EPIPE: every reader has closed.</exception>
    public override void WriteByte(byte value) => WriteCore(new ReadOnlySpan<byte>(in value));

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        WriteCore(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; part of the buffer may have been written.</exception>
    /// <exception cref="ObjectDisposedException">The stream was disposed meanwhile.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => WriteCoreAsync(buffer, cancellationToken);

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteCoreAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Not for this end.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This end of the pipe writes.");
}
