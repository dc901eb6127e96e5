using System.Globalization;

namespace Causeway.Messaging.Meeting;

/// <summary>What people are told of a meeting.</summary>
internal static class MeetingText
{
    /// <summary>Who it is.</summary>
    public static string Of(UnixCredentials peer) => string.Create(CultureInfo.InvariantCulture, $"process {peer.ProcessId} of user {peer.UserId}");

    /// <summary>What a connector throws when it was refused.</summary>
    public static Exception Refused(string name, Welcome welcome, SharedConnectionOptions options) => welcome.Status switch
    {
        MeetingStatus.RefusedByPolicy => new UnauthorizedAccessException($"connection \"{name}\": the listener's policy does not admit {Of(UnixCredentials.Current)}; allow it there with SharedConnectionOptions.Policy"),
        MeetingStatus.WrongVersion => Refusal(name, ConnectionRefusal.Version, $"the listener speaks version {welcome.Version} of the protocol, and this program version {Hello.CurrentVersion}; update the older one"),
        MeetingStatus.WrongMode => Refusal(name, ConnectionRefusal.Mode, $"the listener carries no {(options.Mode == SharedConnectionMode.Stream ? "stream of bytes" : "messages")}; give both sides the same SharedConnectionOptions.Mode"),
        MeetingStatus.RingSizeRefused => Refusal(name, ConnectionRefusal.RingSize, $"the listener gives no rings of {options.RingBytes} bytes; ask for fewer, for 0 (its own choice), or raise its limit (SharedConnectionPolicy.WithLargestRing)"),
        MeetingStatus.NoResources => Refusal(name, ConnectionRefusal.Resources, $"the listener is out of descriptors or memory; raise its limits, or try again later"),
        MeetingStatus.Closing => Refusal(name, ConnectionRefusal.Closing, $"the listener is closing; try again when there is one"),
        _ => new ProtocolViolationException(name, string.Create(CultureInfo.InvariantCulture, $"status {(uint)welcome.Status}, which this version does not know")),
    };

    private static ConnectionRefusedException Refusal(string name, ConnectionRefusal reason, FormattableString what) => new(name, reason, what.ToString(CultureInfo.InvariantCulture));
}
