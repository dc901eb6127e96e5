namespace Causeway.Messaging.Meeting;

/// <summary>A meeting that the accepting side ends: what it answers, and what it tells its own people.</summary>
internal sealed class MeetingRefusal(MeetingStatus? status, string what, Exception? cause = null) : Exception(what, cause)
{
    /// <summary>What the connector is told; null: nothing, it does not speak the protocol or does not listen.</summary>
    public MeetingStatus? Status { get; } = status;
}
