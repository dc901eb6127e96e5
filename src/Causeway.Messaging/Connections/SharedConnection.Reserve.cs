using Causeway.Sys;

namespace Causeway;

/// <content>Writing a message in place.</content>
public sealed partial class SharedConnection
{
    /// <summary>Reserves room for one message, to be written in place, if there is some.</summary>
    /// <param name="bytes">The most that the message will have, 0 to <see cref="MaxMessageBytes"/>.</param>
    /// <param name="room">The room, in the shared memory, with whatever lies there; valid until <see cref="Commit(int)"/> or <see cref="Abandon"/>.</param>
    /// <returns>False: there is none.</returns>
    /// <remarks>
    /// The peer sees nothing of it before it is committed. One at a time, and no other send meanwhile. The span does not keep the connection: whoever writes into it holds that, too,
    /// as <see cref="Commit(int)"/> and <see cref="Abandon"/> do.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <inheritdoc cref="TrySend" path="/exception"/>
    public bool TryReserve(int bytes, out Span<byte> room) => _writer.TryReserve(bytes, out room);

    /// <summary>Reserves room for one message; waits while there is none.</summary>
    /// <param name="bytes">The most that the message will have, 0 to <see cref="MaxMessageBytes"/>.</param>
    /// <param name="timeout">null: as long as it takes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The room, in the shared memory, with whatever lies there; valid until <see cref="Commit(int)"/> or <see cref="Abandon"/>.</returns>
    /// <remarks>As <see cref="TryReserve"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> or the timeout is negative.</exception>
    /// <inheritdoc cref="Send" path="/exception[not(contains(@cref,'ArgumentOutOfRange'))]"/>
    public Span<byte> Reserve(int bytes, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> room;
        while (!_writer.TryReserve(bytes, out room))
            _writer.WaitForRoom(bytes, deadline, cancellationToken);
        return room;
    }

    /// <summary>Completes once there is room for a message: <see cref="TryReserve"/> and <see cref="TrySend"/> then succeed. No thread waits.</summary>
    /// <param name="bytes">Its length, 0 to <see cref="MaxMessageBytes"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    /// <inheritdoc cref="SendAsync" path="/exception"/>
    public ValueTask WaitToSendAsync(int bytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return _writer.WaitForRoomAsync(bytes, cancellationToken);
    }

    /// <summary>Sends the first bytes of what was reserved.</summary>
    /// <param name="bytes">0 to as many as were reserved.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative, or more than was reserved, which is reserved still.</exception>
    /// <exception cref="InvalidOperationException">Nothing is reserved.</exception>
    /// <exception cref="PeerClosedException">The peer has closed the connection. Nothing is reserved any more.</exception>
    /// <exception cref="PeerDiedException">The peer died. Nothing is reserved any more.</exception>
    /// <exception cref="ProtocolViolationException">The peer broke the protocol. Nothing is reserved any more.</exception>
    /// <exception cref="ObjectDisposedException">This side was disposed. Nothing is reserved any more.</exception>
    public void Commit(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        _writer.Commit(bytes);
    }

    /// <summary>Sends all that was reserved.</summary>
    /// <inheritdoc cref="Commit(int)" path="/exception"/>
    public void Commit() => _writer.Commit(-1);

    /// <summary>Sends nothing of what was reserved. Harmless where nothing is.</summary>
    public void Abandon() => _writer.Abandon();
}
