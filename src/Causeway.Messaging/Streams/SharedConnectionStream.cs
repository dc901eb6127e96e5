using Causeway.Messaging.Layout;
using Causeway.Sys;

namespace Causeway;

/// <summary>The bytes of a <see cref="SharedConnection"/> of the mode Stream, both ways.</summary>
/// <remarks>
/// <para>
/// A write is copied into the ring at once, in records of up to 64 KiB and a quarter of the ring; nothing is buffered, so a flush does nothing.
/// Many small writes are many records: put a BufferedStream in front. A read takes what is there, of one record or several,
/// and the rest of a record stays for the next.
/// </para>
/// <para>
/// One thread or task reads and one writes at a time. A read at the end (the peer has closed, or completed its sending) gives 0; where the peer
/// died it is <see cref="PeerDiedException"/>, after everything that it had written. To dispose the stream is to dispose the connection.
/// </para>
/// </remarks>
public sealed partial class SharedConnectionStream : Stream
{
    /// <summary>
    /// Few, as each costs both sides the transfer of a cache line; not one alone, so that one side copies while the other does. A quarter of the ring, so
    /// that a writer that waits for room has three others in front of the reader.
    /// </summary>
    private const int LargestPiece = 64 * 1024;

    private readonly int _pieceBytes;
    private int _readTimeout = Timeout.Infinite;
    private int _writeTimeout = Timeout.Infinite;

    internal SharedConnectionStream(SharedConnection connection)
    {
        Connection = connection;
        _pieceBytes = Math.Min(LargestPiece, (connection.RingBytes / 4) - Record.HeaderBytes);
    }

    /// <summary>The connection.</summary>
    public SharedConnection Connection { get; }

    /// <inheritdoc/>
    public override bool CanRead => !IsDisposed;

    /// <inheritdoc/>
    public override bool CanWrite => !IsDisposed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanTimeout => true;

    /// <summary>How long a synchronous read waits, in milliseconds; <see cref="Timeout.Infinite"/> unless set. Then it is a TimeoutException, and nothing was read.</summary>
    public override int ReadTimeout
    {
        get => _readTimeout;
        set => _readTimeout = Checked(value);
    }

    /// <summary>How long a synchronous write waits, in milliseconds; <see cref="Timeout.Infinite"/> unless set. Then it is a TimeoutException, and the first part may have been written.</summary>
    public override int WriteTimeout
    {
        get => _writeTimeout;
        set => _writeTimeout = Checked(value);
    }

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("A connection has no length.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("A connection has no position.");
        set => throw new NotSupportedException("A connection has no position.");
    }

    /// <summary>Half-close: the peer reads what was written, then the end; this side still reads.</summary>
    /// <inheritdoc cref="SharedConnection.CompleteSending" path="/exception"/>
    public void CompleteSending() => Connection.CompleteSending();

    /// <summary>Does nothing: what was written is in the ring already.</summary>
    public override void Flush()
    {
        // Nothing is buffered.
    }

    /// <inheritdoc cref="Flush"/>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A connection cannot seek.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("A connection has no length to set.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Connection.Dispose();
            LetRestGo();
        }

        base.Dispose(disposing);
    }

    private static int Checked(int timeout)
    {
        if (timeout != Timeout.Infinite)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(timeout);
        return timeout;
    }

    private static Deadline After(int timeout) => timeout == Timeout.Infinite ? Deadline.Infinite : Deadline.After(TimeSpan.FromMilliseconds(timeout));

    private static TimeSpan? Left(Deadline deadline) => deadline.IsInfinite ? null : deadline.Remaining;
}
