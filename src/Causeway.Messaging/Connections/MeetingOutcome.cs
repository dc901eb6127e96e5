using Causeway.Messaging.Layout;
using Causeway.Messaging.Meeting;

namespace Causeway.Messaging.Connections;

/// <summary>What a meeting gives to the connection that comes of it, which owns the socket and the memory from then on.</summary>
/// <param name="Name">The connection's, for messages.</param>
/// <param name="Socket">The meeting's socket with the doorbells.</param>
/// <param name="Memory">Mapped and checked.</param>
/// <param name="IsConnector">Whether this side connected: which ring is whose.</param>
/// <param name="Peer">Who is at the other side, as the kernel says.</param>
/// <param name="Mode">What the rings carry.</param>
/// <param name="RingBytes">The size of each.</param>
/// <param name="HasBarriers">Whether both sides are registered with membarrier(2).</param>
/// <param name="Options">This side's.</param>
internal sealed record MeetingOutcome(
    string Name, MeetingSocket Socket, RingMemory Memory, bool IsConnector, UnixCredentials Peer,
    SharedConnectionMode Mode, int RingBytes, bool HasBarriers, SharedConnectionOptions Options);
