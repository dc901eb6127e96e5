using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Causeway.Samples.Kestrel;

/// <summary>One connection, as Kestrel sees it.</summary>
internal sealed class SharedConnectionContext(SharedConnection connection) : ConnectionContext
{
    private static long s_last;

    public override string ConnectionId { get; set; } = string.Create(CultureInfo.InvariantCulture, $"{connection.Name}-{Interlocked.Increment(ref s_last)}");

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; } = connection.GetPipe();

    public override void Abort(ConnectionAbortedException abortReason) => connection.Abort();

    public override ValueTask DisposeAsync()
    {
        connection.Dispose();
        return base.DisposeAsync();
    }
}
