using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Rings;

namespace Causeway;

/// <summary>One message that was received, where it lies in the shared memory, until it is disposed: then its room is the peer's again.</summary>
/// <remarks>
/// <para>
/// One at a time for each connection. Released once: to dispose it again, or a copy of it, is harmless, and <see cref="Span"/> is refused then.
/// A span that was taken before must not be used after: its bytes may be overwritten, or unmapped.
/// </para>
/// <para>
/// A span keeps nothing mapped: a connection to which nothing refers any more is finalised, whatever spans of it there are, and to use one then ends the process. Hold the
/// lease or the connection as long (<c>using</c>, or GC.KeepAlive after the last use).
/// </para>
/// <para>
/// The bytes are live: a peer that breaks the protocol may change them while they are looked at. Where it is not trusted, copy what is
/// checked before it is used.
/// </para>
/// </remarks>
public readonly struct MessageLease : IDisposable, IEquatable<MessageLease>
{
    private readonly RingReader? _reader;
    private readonly ulong _position;

    internal MessageLease(RingReader reader, ulong position, int length)
    {
        _reader = reader;
        _position = position;
        Length = length;
    }

    /// <summary>Its length in bytes, 0 or more.</summary>
    public int Length { get; }

    /// <summary>The message.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _reader is null ? default : _reader.PayloadOf(_position, Length);
    }

    /// <summary>Gives the room back to the peer, and wakes it if it waits for that. Never blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => _reader?.Release(_position, _position + Record.Stride(Length), messages: 1);

    /// <summary>Whether both are of the same message.</summary>
    public bool Equals(MessageLease other) => _reader == other._reader && _position == other._position;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MessageLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_reader, _position);

    /// <summary>Whether both are of the same message.</summary>
    public static bool operator ==(MessageLease left, MessageLease right) => left.Equals(right);

    /// <summary>Whether they are of different messages.</summary>
    public static bool operator !=(MessageLease left, MessageLease right) => !left.Equals(right);
}
