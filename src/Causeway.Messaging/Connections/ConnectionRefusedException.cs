namespace Causeway;

/// <summary>There is a listener, and it gave no connection. Who it does not admit gets <see cref="UnauthorizedAccessException"/> instead.</summary>
public sealed class ConnectionRefusedException : IOException
{
    internal ConnectionRefusedException(string connection, ConnectionRefusal reason, string what)
        : base($"connection \"{connection}\": {what}") => Reason = reason;

    /// <summary>Why.</summary>
    public ConnectionRefusal Reason { get; }
}
