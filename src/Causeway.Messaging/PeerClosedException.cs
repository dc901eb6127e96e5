namespace Causeway;

/// <summary>The process at the other side of a connection has closed it in good order, or will send no more.</summary>
/// <remarks>Everything that it had committed has been received before.</remarks>
public sealed class PeerClosedException : EndOfStreamException
{
    internal PeerClosedException(string connection)
        : base($"connection \"{connection}\": the peer closed it; what it had sent has been received. Connect again if there is more to say.")
    {
    }
}
