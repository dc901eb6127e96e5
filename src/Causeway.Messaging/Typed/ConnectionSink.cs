using Causeway.TypedMessages;

namespace Causeway.Messaging.Typed;

/// <summary>A connection, as a sender of any format sees it.</summary>
internal sealed class ConnectionSink(SharedConnection connection) : IMessageSink
{
    /// <summary>How long the message was that there was no room for at last.</summary>
    public int Refused { get; private set; }

    public bool TrySend(ReadOnlySpan<byte> message)
    {
        if (connection.TrySend(message))
            return true;
        Refused = message.Length;
        return false;
    }

    public void Send(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token) => connection.Send(message, timeout, token);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken token) => connection.SendAsync(message, token);
}
