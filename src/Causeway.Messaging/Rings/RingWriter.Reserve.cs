using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Writing in place.</content>
internal sealed unsafe partial class RingWriter
{
    private int _reserved;

    /// <summary>Gives the room for a message to whoever writes it, until <see cref="Commit"/> or <see cref="Abandon"/>.</summary>
    /// <returns>False: there is none.</returns>
    public bool TryReserve(int bytes, out Span<byte> room)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        EnterOrThrow();
        ulong next = Position + Record.Stride(bytes);
        if ((next > _limit || bytes > Longest) && !HasRoomAfterAll(bytes, Position, next, nameof(bytes)))
        {
            Leave();
            room = default;
            return false;
        }

        _reserved = bytes;
        Use = RingUse.Reserved;

        // SAFETY: the record lies within the two copies of the ring, which are mapped as long as the reservation is out.
        room = new Span<byte>(Ring + ((nuint)Position & Mask) + Record.HeaderBytes, bytes);
        return true;
    }

    /// <summary>Commits the first bytes of what was reserved; -1: all.</summary>
    public void Commit(int bytes)
    {
        if (Use != RingUse.Reserved)
            throw new InvalidOperationException($"connection \"{Connection.Name}\": nothing is reserved; Reserve or TryReserve first.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _reserved);
        if (bytes < 0)
            bytes = _reserved;
        if (IsOver)
            LeaveAndThrowWhyNot();
        CrashPoint.At("ring.payload");
        CommitAndLeave(Ring + ((nuint)Position & Mask), bytes, Position + Record.Stride(bytes));
    }

    /// <summary>Gives the room back: nothing was sent. Harmless where nothing is reserved.</summary>
    public void Abandon()
    {
        if (Use == RingUse.Reserved)
            Leave();
    }
}
