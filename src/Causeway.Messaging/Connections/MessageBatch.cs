using System.Runtime.CompilerServices;
using Causeway.Messaging.Rings;

namespace Causeway;

/// <summary>Several messages that were received, where they lie, until they are disposed: then the room of all of them is the peer's again.</summary>
/// <remarks>As <see cref="MessageLease"/>. Enumerate it: each message is a ReadOnlySpan, valid until the batch is disposed.</remarks>
public readonly struct MessageBatch : IDisposable, IEquatable<MessageBatch>
{
    private readonly RingReader? _reader;
    private readonly ulong _position;
    private readonly ulong _end;

    internal MessageBatch(RingReader reader, ulong position, ulong end, int count)
    {
        _reader = reader;
        _position = position;
        _end = end;
        Count = count;
    }

    /// <summary>How many messages they are.</summary>
    public int Count { get; }

    /// <summary>Goes through the messages in order.</summary>
    public Enumerator GetEnumerator() => new(_reader, _position, _end);

    /// <summary>Gives their room back to the peer, and wakes it if it waits for that. Never blocks. Harmless twice.</summary>
    public void Dispose() => _reader?.Release(_position, _end, Count);

    /// <summary>Whether both are of the same messages.</summary>
    public bool Equals(MessageBatch other) => _reader == other._reader && _position == other._position && _end == other._end;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageBatch other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_reader, _position, _end);

    /// <summary>Whether both are of the same messages.</summary>
    public static bool operator ==(MessageBatch left, MessageBatch right) => left.Equals(right);

    /// <summary>Whether they are of different messages.</summary>
    public static bool operator !=(MessageBatch left, MessageBatch right) => !left.Equals(right);

    /// <summary>Goes through the messages of a batch.</summary>
    public ref struct Enumerator
    {
        private readonly RingReader? _reader;
        private readonly ulong _position;
        private readonly ulong _end;
        private ulong _at;
        private ReadOnlySpan<byte> _current;

        internal Enumerator(RingReader? reader, ulong position, ulong end)
        {
            _reader = reader;
            _position = position;
            _at = position;
            _end = end;
        }

        /// <summary>The message, where it lies.</summary>
        public readonly ReadOnlySpan<byte> Current => _current;

        /// <summary>Goes to the next message.</summary>
        /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
        /// <exception cref="ProtocolViolationException">The peer has changed what it had sent.</exception>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_at >= _end)
                return false;
            _at = _reader!.NextOf(_position, _at, _end, out _current);
            return true;
        }
    }
}
