namespace Causeway;

/// <summary>The process at the other side of a connection has written what the protocol does not allow. The connection is over.</summary>
/// <remarks>Nothing of this process was read or written that is not the connection's.</remarks>
public sealed class ProtocolViolationException : IOException
{
    internal ProtocolViolationException(string connection, string what)
        : base($"connection \"{connection}\": the peer broke the protocol ({what}), and the connection was ended. Do not trust that peer; if it is your own program, look for writes past a reserved span.")
    {
    }
}
