namespace Causeway;

/// <summary>The process at the other side of a connection has died, and had not closed the connection.</summary>
/// <remarks>Everything that it had committed has been received before.</remarks>
public sealed class PeerDiedException : IOException
{
    internal PeerDiedException(string connection)
        : base($"connection \"{connection}\": the peer died; what it had committed has been received. Connect again once it is back.")
    {
    }
}
