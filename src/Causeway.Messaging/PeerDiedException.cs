namespace Causeway;

/// <summary>The process at the other side of a connection has died, or aborted the connection (<see cref="SharedConnection.Abort"/>): it had not closed it in good order.</summary>
/// <remarks>Everything that it had committed has been received before. It may not be all that it had to say.</remarks>
public sealed class PeerDiedException : IOException
{
    internal PeerDiedException(string connection)
        : base($"connection \"{connection}\": the peer died or aborted it; what it had committed has been received. Connect again once it is back.")
    {
    }
}
