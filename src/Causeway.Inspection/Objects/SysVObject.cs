namespace Causeway;

/// <summary>A System V queue, segment or semaphore set.</summary>
public abstract record SysVObject : IpcObject
{
    /// <summary>Whose it is, and its key.</summary>
    public required SysVPermissions Permissions { get; init; }

    /// <summary>When it was created or changed (msgctl(2), IPC_SET and the like), to the second.</summary>
    public DateTimeOffset? Changed { get; init; }

    /// <summary>Its id.</summary>
    public int SysVId => (int)Id.Number;
}
