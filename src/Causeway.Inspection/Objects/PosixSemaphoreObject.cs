namespace Causeway;

/// <summary>A named POSIX semaphore; its <see cref="IpcObject.Name"/> is as sem_open(3) has it, with the slash.</summary>
public sealed record PosixSemaphoreObject : IpcObject
{
    /// <summary>Its value; null where this user may not read it.</summary>
    public int? Value { get; init; }

    /// <summary>Whether its name has been removed.</summary>
    public bool IsDeleted { get; init; }
}
