using Microsoft.Extensions.Logging;

namespace Causeway.Messaging.Meeting;

/// <summary>What a listener tells its log.</summary>
internal static partial class MeetingLog
{
    [LoggerMessage(1, LogLevel.Information, "connection \"{Connection}\": accepted process {ProcessId} of user {UserId}")]
    public static partial void Accepted(ILogger logger, string connection, int processId, uint userId);

    [LoggerMessage(2, LogLevel.Warning, "connection \"{Connection}\": refused ({Status}): {What}")]
    public static partial void Refused(ILogger logger, string connection, MeetingStatus? status, string what, Exception? cause);

    [LoggerMessage(3, LogLevel.Error, "connection \"{Connection}\": cannot accept")]
    public static partial void CannotAccept(ILogger logger, string connection, Exception cause);
}
