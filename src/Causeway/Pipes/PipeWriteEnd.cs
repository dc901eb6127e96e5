using Causeway.Sys;

namespace Causeway;

/// <summary>The writing end of a pipe or FIFO.</summary>
/// <remarks>
/// Full with a reader: a write waits. Every reader gone: EPIPE, an exception (.NET ignores SIGPIPE, so it never ends this
/// process). Several writers may share one pipe: writes of up to <see cref="AtomicWriteBytes"/> bytes are never mixed.
/// </remarks>
/// <inheritdoc cref="DescriptorStream" path="/remarks"/>
public sealed class PipeWriteEnd : DescriptorStream
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

    /// <summary>Writes all of the buffer; waits while the pipe is full.</summary>
    /// <exception cref="SyscallException">EPIPE: every reader has closed.</exception>
    public override void Write(ReadOnlySpan<byte> buffer) => WriteCore(buffer);

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
