namespace Causeway.Messaging.Layout;

/// <summary>What the header of a connection's memory says, read once.</summary>
internal readonly record struct RingHeader(ulong Magic, uint Version, uint Mode, ulong RingBytes, uint Flags)
{
    /// <summary>That of a memory that this process makes.</summary>
    public static RingHeader Of(SharedConnectionMode mode, int ringBytes, bool barriers) =>
        new(RingLayout.Magic, RingLayout.Version, (uint)mode, (ulong)ringBytes, barriers ? RingLayout.BarriersFlag : 0);
}
