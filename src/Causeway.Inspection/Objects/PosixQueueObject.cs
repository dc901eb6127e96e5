namespace Causeway;

/// <summary>A POSIX message queue; its <see cref="IpcObject.Name"/> has the slash.</summary>
public sealed record PosixQueueObject : IpcObject
{
    /// <summary>What it holds and who is registered; null where this user may not read it.</summary>
    public PosixMessageQueueStatus? Status { get; init; }

    /// <summary>Whether its name has been removed: it goes with the last descriptor.</summary>
    public bool IsDeleted { get; init; }
}
