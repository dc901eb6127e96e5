using Causeway.Messaging.Layout;

namespace Causeway.Inspection.Waiting;

/// <content>The words of connections that their sides sleep at.</content>
internal sealed partial class WaitResolver
{
    /// <summary>What the other side has to do; null where the word is none of a connection's.</summary>
    private WaitTarget? OfConnection(InspectedProcess process, IpcObject? memory, ulong offset)
    {
        if (memory is not ConnectionObject connection)
            return null;
        bool isWord = offset is >= RingLayout.Control and < RingLayout.Control + 2 * RingLayout.ControlStride;
        string? awaited = !isWord ? null : (int)((offset - RingLayout.Control) % RingLayout.ControlStride) switch
        {
            RingLayout.Reader32 => connection.Carries == SharedConnectionMode.Stream ? "bytes" : "a message",
            RingLayout.Writer32 => "room",
            _ => null,
        };
        return awaited is null ? null : new WaitTarget(memory, awaited, OthersOf(memory.Id, process, IpcAccess.Write));
    }
}
