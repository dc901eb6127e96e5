using System.Net;

namespace Causeway.Samples.Kestrel;

/// <summary>A name that Kestrel listens at through shared memory.</summary>
public sealed class SharedConnectionEndPoint(string name, SharedConnectionOptions? options = null) : EndPoint
{
    public string Name => name;

    public SharedConnectionOptions Options { get; } = (options ?? new SharedConnectionOptions()) with { Mode = SharedConnectionMode.Stream };

    public override string ToString() => name;
}
