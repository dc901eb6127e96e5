using System.Runtime.InteropServices;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>The reading end of a pipe or FIFO.</summary>
/// <remarks>Empty with a writer: a read waits. Empty and every writer gone: a read answers 0, the end.</remarks>
/// <inheritdoc cref="DescriptorStream" path="/remarks"/>
public sealed partial class PipeReadEnd : DescriptorStream
{
    /// <summary>Takes ownership of a descriptor that reads from a pipe or FIFO.</summary>
    /// <param name="descriptor">For example one that this process inherited.</param>
    /// <param name="name">What to call it in messages.</param>
    public PipeReadEnd(SafeFileDescriptor descriptor, string name = "pipe")
        : base(descriptor, name)
    {
    }

    /// <inheritdoc/>
    public override bool CanRead => !Descriptor.IsClosed;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>The bytes that can be read now (ioctl(2), FIONREAD).</summary>
    public int BytesAvailable => Readable.Bytes(Descriptor, Name);

    /// <summary>
    /// Whether every writer has closed its end (poll(2), POLLHUP): what is there can still be read, and then comes the end.
    /// False for a FIFO that has had no writer yet.
    /// </summary>
    public bool WritersAreGone => (DescriptorPoll.Peek(Descriptor, events: 0) & LibC.POLLHUP) != 0;

    /// <summary>Reads what is there, at most the buffer's length; waits while there is nothing.</summary>
    /// <returns>The number of bytes; 0 when every writer has closed and all is read.</returns>
    /// <exception cref="SyscallException">The read failed.</exception>
    public override int Read(Span<byte> buffer) => ReadCore(buffer);

    /// <summary>Reads what is there, at most the buffer's length; waits a limited time while there is nothing.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="timeout">How long to wait; null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait (see <see cref="Interrupter"/>).</param>
    /// <returns>The number of bytes; 0 when every writer has closed and all is read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="SyscallException">The read failed.</exception>
    public int Read(Span<byte> buffer, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        ReadCore(buffer, Deadline.After(timeout), cancellationToken);

    /// <summary>Reads what is there, at most the buffer's length, without waiting.</summary>
    /// <param name="buffer">Where the bytes go; not empty, or the answer says nothing.</param>
    /// <param name="count">The number of bytes; 0 when every writer has closed and all is read.</param>
    /// <returns>False only where the pipe is empty (EAGAIN) and somebody may still write.</returns>
    /// <exception cref="SyscallException">The read failed.</exception>
    public bool TryRead(Span<byte> buffer, out int count) => TryReadCore(buffer, out count);

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadCore(buffer.AsSpan(offset, count));
    }

    /// <summary>Reads one byte; waits while there is nothing.</summary>
    /// <returns>The byte; -1 when every writer has closed and all is read.</returns>
    public override int ReadByte()
    {
        byte value = 0;
        return ReadCore(MemoryMarshal.CreateSpan(ref value, 1)) == 0 ? -1 : value;
    }

    /// <inheritdoc cref="Read(Span{byte})"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing was taken.</exception>
    /// <exception cref="ObjectDisposedException">The stream was disposed meanwhile.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ReadCoreAsync(buffer, cancellationToken);

    /// <inheritdoc cref="ReadAsync(Memory{byte}, CancellationToken)"/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadCoreAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <summary>Not for this end.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This end of the pipe reads.");
}
