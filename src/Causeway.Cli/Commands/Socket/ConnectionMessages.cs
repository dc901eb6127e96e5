using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Socket;

/// <summary>The messages of the first connection, and with --follow of those after it.</summary>
internal sealed class ConnectionMessages(UnixSocketListener listener, ReceivePlan plan) : IDisposable
{
    private UnixSocket? _connection;
    private SocketMessages? _messages;

    /// <summary>The next one; null at the end.</summary>
    public ReceivedMessage? Next(CancellationToken token)
    {
        while (true)
        {
            if (_messages is null)
            {
                _connection = listener.Accept(plan.Timeout, token);
                _messages = new SocketMessages(_connection, plan, wholeReads: plan.Command is not null);
            }

            if (_messages.Next(token) is { } message)
                return message;
            if (plan.Count is not null)
                return null;
            _connection!.Dispose();
            _messages = null;
        }
    }

    public void Dispose() => _connection?.Dispose();
}
