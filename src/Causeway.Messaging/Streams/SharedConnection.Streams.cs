using System.IO.Pipelines;
using Causeway.Messaging.Streams;

namespace Causeway;

/// <content>As a stream of bytes.</content>
public sealed partial class SharedConnection
{
    private SharedConnectionStream? _stream;
    private IDuplexPipe? _pipe;

    /// <summary>The connection as a stream; the mode is <see cref="SharedConnectionMode.Stream"/>.</summary>
    /// <returns>The same one each time. To dispose it is to dispose the connection.</returns>
    /// <remarks>From then on the stream alone sends and receives here.</remarks>
    /// <exception cref="InvalidOperationException">The connection carries messages.</exception>
    public SharedConnectionStream GetStream()
    {
        if (Mode != SharedConnectionMode.Stream)
            throw new InvalidOperationException($"connection \"{Name}\" carries messages; set SharedConnectionOptions.Mode to Stream on both sides.");
        if (Volatile.Read(ref _stream) is { } there)
            return there;
        _reader.AdmitBytes();
        _writer.AdmitBytes();
        SharedConnectionStream made = new(this);
        return Interlocked.CompareExchange(ref _stream, made, null) ?? made;
    }

    /// <summary>The connection as a PipeReader and a PipeWriter; the mode is <see cref="SharedConnectionMode.Stream"/>.</summary>
    /// <returns>The same one each time.</returns>
    /// <remarks>
    /// <para>
    /// To complete the writer is half-close: the peer reads the end. When both are completed the connection is disposed. What is
    /// flushed is in the ring. To complete the writer with an exception, or while a flush waits, aborts the connection (<see cref="Abort"/>). Use this or the
    /// stream, not both.
    /// </para>
    /// <para>
    /// Of a flush, or a WriteAsync, that was cancelled while it waited, UnflushedBytes says how much is left; the next flush writes that and nothing twice.
    /// A flush that has something to write throws as a write does, <see cref="PeerClosedException"/> or <see cref="PeerDiedException"/>, and that is gone; one
    /// of nothing says FlushResult.IsCompleted where the peer has closed. Completing the writer flushes what is left; where that fails the connection is aborted.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The connection carries messages.</exception>
    public IDuplexPipe GetPipe()
    {
        if (Volatile.Read(ref _pipe) is { } there)
            return there;
        IDuplexPipe made = new ConnectionPipe(GetStream());
        return Interlocked.CompareExchange(ref _pipe, made, null) ?? made;
    }
}
