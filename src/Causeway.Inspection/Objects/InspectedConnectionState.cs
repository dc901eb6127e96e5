namespace Causeway;

/// <summary>What has become of one side of a connection.</summary>
public enum InspectedConnectionState : byte
{
    /// <summary>It is not told: its process cannot be read, or not be told from others.</summary>
    Unknown,

    /// <summary>A process has it.</summary>
    Alive,

    /// <summary>It was closed in good order.</summary>
    Closed,

    /// <summary>No process has it any more, and none had closed it.</summary>
    Died,
}
