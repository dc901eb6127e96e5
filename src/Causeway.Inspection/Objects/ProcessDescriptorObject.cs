namespace Causeway;

/// <summary>A process that others have a pidfd of; the process itself is an end of the role <see cref="IpcRole.Watched"/>.</summary>
public sealed record ProcessDescriptorObject : IpcObject
{
    /// <summary>Its pid; 0 where it has none in this PID namespace, -1 where it has ended.</summary>
    public required int ProcessId { get; init; }
}
