using Causeway.Messaging.Rings;

namespace Causeway;

/// <summary>Messages that the peer sees all at once or not at all: begun by <see cref="SharedConnection.BeginBatch"/>, ended by <see cref="Commit"/> or, for nothing, by <see cref="Dispose"/>.</summary>
/// <remarks>Together they take no more than the ring. One at a time, and no other send meanwhile.</remarks>
public readonly struct SharedSendBatch : IDisposable, IEquatable<SharedSendBatch>
{
    private readonly RingWriter? _writer;
    private readonly ulong _position;

    internal SharedSendBatch(RingWriter writer)
    {
        _writer = writer;
        _position = writer.BeginBatch();
    }

    /// <summary>How many messages have been added; 0 once it was committed or disposed.</summary>
    public int Count => _writer?.CountOf(_position) ?? 0;

    /// <summary>Adds a message.</summary>
    /// <param name="message">0 to <see cref="SharedConnection.MaxMessageBytes"/> bytes; copied.</param>
    /// <returns>False: there is no room. What was added before can be committed.</returns>
    /// <exception cref="ArgumentException">It is longer than a message may be.</exception>
    /// <exception cref="InvalidOperationException">The batch was committed or disposed.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    public bool TryAdd(ReadOnlySpan<byte> message) => Writer.TryAdd(_position, message);

    /// <summary>Sends what was added.</summary>
    /// <exception cref="InvalidOperationException">The batch was committed or disposed.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection.</exception>
    /// <exception cref="PeerDiedException">The peer died.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol.</exception>
    /// <exception cref="ObjectDisposedException">This side was disposed.</exception>
    public void Commit() => Writer.CommitBatch(_position);

    /// <summary>Sends nothing, unless it was committed. Harmless twice.</summary>
    public void Dispose() => _writer?.AbandonBatch(_position);

    /// <summary>Whether both are the same batch.</summary>
    public bool Equals(SharedSendBatch other) => _writer == other._writer && _position == other._position;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SharedSendBatch other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_writer, _position);

    /// <summary>Whether both are the same batch.</summary>
    public static bool operator ==(SharedSendBatch left, SharedSendBatch right) => left.Equals(right);

    /// <summary>Whether they are different batches.</summary>
    public static bool operator !=(SharedSendBatch left, SharedSendBatch right) => !left.Equals(right);

    private RingWriter Writer => _writer ?? throw new InvalidOperationException("No batch was begun: use SharedConnection.BeginBatch.");
}
