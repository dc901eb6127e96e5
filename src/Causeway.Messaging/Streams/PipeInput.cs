namespace Causeway.Messaging.Streams;

/// <summary>What a stream reads, as a PipeReader has it: to dispose it says that this direction is done with, and the stream stays.</summary>
internal sealed class PipeInput(SharedConnectionStream stream, Action done) : Stream
{
    public override bool CanRead => stream.CanRead;

    public override bool CanWrite => false;

    public override bool CanSeek => false;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => stream.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This half reads.");

    public override void Flush()
    {
        // It writes nothing.
    }

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void SetLength(long value) => stream.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            done();
        base.Dispose(disposing);
    }
}
