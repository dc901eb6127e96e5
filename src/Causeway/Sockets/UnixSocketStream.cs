using System.Net.Sockets;

namespace Causeway;

/// <summary>A stream socket as a Stream, for what reads and writes those.</summary>
/// <remarks>One reader and one writer at a time. A read answers 0 when the other end closed or shut down its sending side.</remarks>
public sealed class UnixSocketStream : Stream
{
    private readonly bool _ownsSocket;

    internal UnixSocketStream(UnixSocket socket, bool ownsSocket)
    {
        Socket = socket;
        _ownsSocket = ownsSocket;
    }

    /// <summary>The socket.</summary>
    public UnixSocket Socket { get; }

    /// <inheritdoc/>
    public override bool CanRead => !Socket.Descriptor.IsClosed;

    /// <inheritdoc/>
    public override bool CanWrite => !Socket.Descriptor.IsClosed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("A socket has no length; UnixSocket.BytesAvailable says what can be read now.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("A socket has no position.");
        set => throw new NotSupportedException("A socket has no position.");
    }

    /// <summary>Says the end to the other side and goes on reading (shutdown(2), SHUT_WR).</summary>
    /// <exception cref="ObjectDisposedException">The socket was disposed.</exception>
    public void CompleteWrites() => Socket.Shutdown(SocketShutdown.Send);

    /// <inheritdoc cref="UnixSocket.Receive"/>
    public override int Read(Span<byte> buffer) => Socket.Receive(buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Socket.Receive(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Socket.ReceiveAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Socket.ReceiveAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc cref="UnixSocket.Send"/>
    public override void Write(ReadOnlySpan<byte> buffer) => Socket.Send(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Socket.Send(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Socket.SendAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Socket.SendAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is buffered here: send(2) has handed it to the kernel.
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A socket cannot seek.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A socket has no length to set.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _ownsSocket)
            Socket.Dispose();
        base.Dispose(disposing);
    }
}
