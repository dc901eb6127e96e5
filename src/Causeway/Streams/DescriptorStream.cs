using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>A stream of bytes over one descriptor: the end of a pipe or FIFO.</summary>
/// <remarks>
/// <para>
/// A synchronous call blocks in read(2) or write(2), or in poll(2) where the descriptor is non-blocking. The first
/// asynchronous call or Try makes the open file description non-blocking (O_NONBLOCK) for good, which a process that
/// shares it sees too: give an end to a child before awaiting on it here, or do not await on it. A process that clears the
/// flag afterwards makes those calls wait here, on the thread that makes them.
/// </para>
/// <para>
/// One reader and one writer at a time, except where a type says more. Dispose ends pending asynchronous calls. A synchronous
/// call that waits meanwhile on another thread goes on, and keeps the descriptor open as long: give it a token, and cancel that
/// first.
/// </para>
/// </remarks>
public abstract partial class DescriptorStream : Stream
{
    private readonly string _name;
    private bool _nonBlocking;

    private protected DescriptorStream(SafeFileDescriptor descriptor, string name)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Descriptor = descriptor;
        _name = name;
    }

    /// <summary>The descriptor, owned by this stream.</summary>
    public SafeFileDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("A pipe has no length; BytesAvailable says what can be read now.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("A pipe has no position.");
        set => throw new NotSupportedException("A pipe has no position.");
    }

    /// <summary>Runs continuations of asynchronous calls on the reactor's thread: faster, but they must neither block nor take long. False unless set.</summary>
    public bool InlineContinuations { get; set; }

    /// <summary>What the object is called in messages.</summary>
    private protected string Name => _name;

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is buffered here: write(2) has handed it to the kernel.
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A pipe cannot seek.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A pipe has no length to set.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Descriptor.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>read(2); 0 at the end, when every writer has closed.</summary>
    private protected int ReadCore(Span<byte> buffer)
    {
        while (true)
        {
            int count = TryRead(buffer, out Errno error);
            if (count >= 0)
                return count;
            if (error != Errno.EAGAIN)
                throw SyscallFailure.Create("read", _name, error);
            DescriptorPoll.Wait(Descriptor, LibC.POLLIN, Deadline.Infinite, CancellationToken.None);
        }
    }

    /// <summary>write(2) until all of it is written.</summary>
    private protected void WriteCore(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = TryWrite(buffer, out Errno error);
            if (count >= 0)
                buffer = buffer[count..];
            else if (error == Errno.EAGAIN)
                DescriptorPoll.Wait(Descriptor, LibC.POLLOUT, Deadline.Infinite, CancellationToken.None);
            else
                throw WriteFailure(error);
        }
    }

    private SyscallException WriteFailure(Errno error) =>
        SyscallFailure.Create("write", _name, error, error == Errno.EPIPE ? "the reader closed its end: stop writing" : null);

    private void MakeNonBlocking()
    {
        if (_nonBlocking)
            return;
        BlockingMode.Set(Descriptor, _name, nonBlocking: true);
        _nonBlocking = true;
    }

    private unsafe int TryRead(Span<byte> buffer, out Errno error)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = LibC.read(Descriptor, start, (nuint)buffer.Length, out error);
                if (count >= 0 || error != Errno.EINTR)
                    return (int)count;
            }
        }
    }

    private unsafe int TryWrite(ReadOnlySpan<byte> buffer, out Errno error)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = LibC.write(Descriptor, start, (nuint)buffer.Length, out error);
                if (count >= 0 || error != Errno.EINTR)
                    return (int)count;
            }
        }
    }
}
