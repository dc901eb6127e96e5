using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>How much is in an object, as the kernel tells.</summary>
/// <param name="Value">In units.</param>
/// <param name="Capacity">How much may be; null where there is no such limit, or it is not told.</param>
/// <param name="Unit">What is counted.</param>
internal readonly record struct TopDepth(long Value, long? Capacity, string Unit)
{
    private const string Bytes = "B";
    private const string Messages = "msg";

    /// <summary>Null for what has no depth, and where it is not told.</summary>
    public static TopDepth? Of(IpcObject one) => one switch
    {
        PipeObject { WaitingBytes: { } waiting } pipe => new TopDepth(waiting, pipe.CapacityBytes, Bytes),
        SysVQueueObject queue => new TopDepth(queue.Messages, Capacity: null, Messages),
        PosixQueueObject { Status: { } status } => new TopDepth(status.CurrentMessages, status.MaxMessages, Messages),
        SocketObject { ReceiveQueue: { } received } socket => new TopDepth(received, Capacity: null, IsListener(socket) ? "conn" : Bytes),
        EventCounterObject counter => new TopDepth((long)Math.Min(counter.Value, long.MaxValue), Capacity: null, "count"),
        ConnectionObject { FromConnector.WaitingBytes: { } there, FromAcceptor.WaitingBytes: { } back } => new TopDepth(there + back, Capacity: null, Bytes),
        PosixSemaphoreObject { Value: { } value } => new TopDepth(value, Capacity: null, "value"),
        _ => null,
    };

    private static bool IsListener(SocketObject socket) =>
        (socket as UnixSocketObject)?.State == InspectedSocketState.Listening || (socket as TcpSocketObject)?.State == InspectedSocketState.Listening;

    /// <summary>In a few characters.</summary>
    public override string ToString() => Capacity is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"{Value}/{most} {Unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit}");
}
