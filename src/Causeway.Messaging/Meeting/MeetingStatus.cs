namespace Causeway.Messaging.Meeting;

/// <summary>What the accepting side answers; the numbers are those of the protocol.</summary>
internal enum MeetingStatus : uint
{
    /// <summary>The memory comes along.</summary>
    Ok,

    /// <summary>It speaks another version.</summary>
    WrongVersion,

    /// <summary>Its policy does not admit this user.</summary>
    RefusedByPolicy,

    /// <summary>It carries messages where bytes were asked for, or the other way round.</summary>
    WrongMode,

    /// <summary>Rings of this size are not to be had.</summary>
    RingSizeRefused,

    /// <summary>It is out of descriptors or memory.</summary>
    NoResources,

    /// <summary>It is closing.</summary>
    Closing,
}
