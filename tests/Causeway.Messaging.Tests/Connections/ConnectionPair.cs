using System.Text;

namespace Causeway.Messaging.Tests.Connections;

/// <summary>Both ends of a connection within this process.</summary>
internal sealed class ConnectionPair : IDisposable
{
    public ConnectionPair(SharedConnectionOptions? options = null) =>
        (One, Two) = SharedConnection.CreatePair(options ?? new SharedConnectionOptions { RingBytes = 4096 });

    /// <summary>The connector.</summary>
    public SharedConnection One { get; }

    /// <summary>The acceptor.</summary>
    public SharedConnection Two { get; }

    public void Dispose()
    {
        One.Dispose();
        Two.Dispose();
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(MessageLease lease)
    {
        using (lease)
            return Encoding.UTF8.GetString(lease.Span);
    }
}
