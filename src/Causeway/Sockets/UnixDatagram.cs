namespace Causeway;

/// <summary>What one <see cref="UnixSocket.ReceiveFrom"/> took.</summary>
/// <param name="Count">The bytes in the buffer.</param>
/// <param name="MessageBytes">The bytes of the whole message.</param>
/// <param name="Sender">Where it came from: unnamed where the sender is not bound, and then cannot be answered.</param>
public readonly record struct UnixDatagram(int Count, int MessageBytes, UnixSocketAddress Sender)
{
    /// <summary>Whether the buffer was too small: the rest of the message is lost.</summary>
    public bool IsTruncated => MessageBytes > Count;
}
