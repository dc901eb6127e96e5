namespace Causeway;

/// <summary>What one <see cref="UnixSocket.ReceiveMessage"/> took.</summary>
/// <param name="Count">The bytes in the buffer.</param>
/// <param name="MessageBytes">The bytes of the whole message.</param>
/// <param name="IsEnd">Whether there was none, because the other end closed or shut down its sending side: not to be confused with an empty message.</param>
public readonly record struct UnixMessage(int Count, int MessageBytes, bool IsEnd)
{
    /// <summary>Whether the buffer was too small: the rest of the message is lost.</summary>
    public bool IsTruncated => MessageBytes > Count;
}
