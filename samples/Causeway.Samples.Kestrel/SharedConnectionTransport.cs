using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Causeway.Samples.Kestrel;

/// <summary>Gives Kestrel connections through shared memory.</summary>
public sealed class SharedConnectionTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is SharedConnectionEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var name = (SharedConnectionEndPoint)endpoint;
        return ValueTask.FromResult<IConnectionListener>(new Bound(name, SharedConnectionListener.Listen(name.Name, name.Options)));
    }

    private sealed class Bound(SharedConnectionEndPoint name, SharedConnectionListener listener) : IConnectionListener
    {
        public EndPoint EndPoint => name;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (true)
            {
                try
                {
                    return new SharedConnectionContext(await listener.AcceptAsync(cancellationToken));
                }
                catch (ObjectDisposedException)
                {
                    // Unbound: Kestrel accepts no more.
                    return null;
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
                {
                    // No descriptors or memory for one client, who has been told, and the listener's log. Kestrel would accept no more.
                }
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => DisposeAsync();

        public ValueTask DisposeAsync()
        {
            listener.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
