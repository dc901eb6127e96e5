namespace Causeway.Messaging.Meeting;

/// <summary>What else the two sides tell each other.</summary>
[Flags]
internal enum MeetingFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>In Hello: registered with membarrier(2). In Welcome: both are.</summary>
    Barriers = 1,

    /// <summary>The sender's eventfd is attached, the last of the descriptors.</summary>
    Bell = 2,
}
