namespace Causeway;

/// <summary>A signalfd.</summary>
public sealed record SignalDescriptorObject : IpcObject
{
    /// <summary>The signals it receives.</summary>
    public required SignalSet Signals { get; init; }
}
