using Microsoft.Extensions.Logging;

namespace Causeway.Messaging.Telemetry;

/// <summary>What a connection tells its log.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(10, LogLevel.Debug, "connection \"{Connection}\": closed here; process {ProcessId} was at the other side")]
    public static partial void Closed(ILogger logger, string connection, int processId);

    [LoggerMessage(11, LogLevel.Information, "connection \"{Connection}\": closed by process {ProcessId}")]
    public static partial void PeerClosed(ILogger logger, string connection, int processId);

    [LoggerMessage(12, LogLevel.Warning, "connection \"{Connection}\": process {ProcessId} died or aborted it")]
    public static partial void PeerDied(ILogger logger, string connection, int processId);

    [LoggerMessage(14, LogLevel.Information, "connection \"{Connection}\": aborted here; process {ProcessId} was at the other side")]
    public static partial void Aborted(ILogger logger, string connection, int processId);

    [LoggerMessage(13, LogLevel.Error, "connection \"{Connection}\": process {ProcessId} of user {UserId} broke the protocol ({What})")]
    public static partial void PeerBrokeProtocol(ILogger logger, string connection, int processId, uint userId, string what);
}
