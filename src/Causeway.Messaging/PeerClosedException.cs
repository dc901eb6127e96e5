namespace Causeway;

/// <summary>The process at the other side of a connection has closed it in good order, or will send no more.</summary>
/// <remarks>Everything that it had committed has been received before. As long as the connection's State is Open the peer still receives.</remarks>
public sealed class PeerClosedException : EndOfStreamException
{
    internal PeerClosedException(string connection, bool mayStillReceive = false)
        : base(mayStillReceive
            ? $"connection \"{connection}\": the peer sends no more; what it had sent has been received. It may still receive."
            : $"connection \"{connection}\": the peer closed it; what it had sent has been received. Connect again if there is more to say.")
    {
    }
}
