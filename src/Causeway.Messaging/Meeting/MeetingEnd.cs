using Causeway.Messaging.Connections;

namespace Causeway.Messaging.Meeting;

/// <summary>What comes of a meeting that went well.</summary>
internal static class MeetingEnd
{
    /// <summary>The connection, whose socket is read from now on.</summary>
    public static SharedConnection Connect(MeetingOutcome outcome)
    {
        try
        {
            return new SharedConnection(outcome);
        }
        catch
        {
            outcome.Socket.Dispose();
            outcome.Memory.Dispose();
            throw;
        }
    }
}
