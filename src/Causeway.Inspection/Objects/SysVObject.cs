using System.Globalization;

namespace Causeway;

/// <summary>A System V queue, segment or semaphore set.</summary>
public abstract record SysVObject : IpcObject
{
    /// <summary>Whose it is, and its key, which ipcs(1) shows as the name. Sets <see cref="IpcObject.Name"/>, <see cref="IpcObject.UserId"/> and <see cref="IpcObject.Mode"/>.</summary>
    public required SysVPermissions Permissions
    {
        get;
        init
        {
            field = value;
            Name = value.Key.IsPrivate ? null : string.Create(CultureInfo.InvariantCulture, $"0x{value.Key.Value:x8}");
            UserId = value.UserId;
            Mode = value.Mode;
        }
    }

    /// <summary>When it was created or changed (msgctl(2), IPC_SET and the like), to the second.</summary>
    public DateTimeOffset? Changed { get; init; }

    /// <summary>Its id.</summary>
    public int SysVId => (int)Id.Number;
}
