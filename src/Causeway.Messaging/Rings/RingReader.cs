using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <summary>Reads the records of the peer's ring. <see cref="RingWriter"/> has the protocol.</summary>
/// <remarks>Everything in the ring may change at any time: a record's word is loaded once and checked, and its length kept here.</remarks>
internal sealed unsafe partial class RingReader : RingSide
{
    public RingReader(SharedConnection connection, RingMemory memory, int direction, bool hasBarriers, SharedConnectionOptions options)
        : base(connection, memory, direction, writes: false, hasBarriers, options)
    {
    }

    /// <summary>Whether the peer's end mark has been read.</summary>
    public bool HasEndMark { get; private set; }

    private protected override bool IsReady => Volatile.Read(ref *(uint*)(Ring + ((nuint)Position & Mask))) != Record.None;

    private protected override uint StrideOfNext => Record.Stride((int)(Volatile.Read(ref *(uint*)(Ring + ((nuint)Position & Mask))) >> Record.LengthShift));

    /// <summary>Receives the next message, which stays in the ring until its lease is disposed.</summary>
    /// <returns>False: there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out MessageLease lease)
    {
        if (Enter())
        {
            uint word = Volatile.Read(ref *(uint*)(Ring + ((nuint)Position & Mask))); // (C) acquire: the payload comes with it
            int length = (int)(word >> Record.LengthShift);
            if ((word & Record.KindMask) == Record.Message && length <= Longest)
            {
                Use = RingUse.Leased;
                lease = new MessageLease(this, Position, length);
                return true;
            }

            if (word == Record.None)
            {
                Leave();
                lease = default;
                return false;
            }
        }

        return TryReadRare(out lease);
    }

    /// <summary>The payload of the lease that is out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> PayloadOf(ulong position, int length)
    {
        if (Position != position || Use != RingUse.Leased)
            ThrowReleased();

        // SAFETY: the lease is out, so the memory is mapped; the length was checked, so the record lies within the two copies of the ring.
        return new ReadOnlySpan<byte>(Ring + ((nuint)position & Mask) + Record.HeaderBytes, length);
    }

    /// <summary>Gives the room of a lease back; does nothing for one that was released.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(ulong position, ulong next)
    {
        if (Position != position || Use != RingUse.Leased)
            return;
        Position = next;
        Volatile.Write(ref *Head, next); // (D) release: the payload has been read
        CrashPoint.At("ring.released");
        if (next >= BusyAt)
            BecomeBusy();
        WakeOther();
        Leave();
    }

    /// <summary>Within a call: takes what is there, whatever it is.</summary>
    /// <returns>False: nothing.</returns>
    /// <exception cref="PeerClosedException">It was the end mark.</exception>
    private bool TryTake(out MessageLease lease)
    {
        lease = default;
        uint word = Volatile.Read(ref *(uint*)(Ring + ((nuint)Position & Mask))); // (C)
        if (word == Record.None)
            return false;
        int length = (int)(word >> Record.LengthShift);
        uint kind = word & Record.KindMask;
        if (kind == Record.Message && length <= Longest)
        {
            Use = RingUse.Leased;
            lease = new MessageLease(this, Position, length);
            return true;
        }

        if (word == Record.End)
        {
            HasEndMark = true;
            throw new PeerClosedException(Connection.Name);
        }

        Connection.Fail($"a record of kind {kind} and {length} bytes");
        throw Connection.EndFailure();
    }

    /// <summary>The call has begun: there is a reason to look closer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadRare(out MessageLease lease)
    {
        try
        {
            if (TryTakeOrThrow(out lease))
                return true;
        }
        catch
        {
            Leave();
            throw;
        }

        Leave();
        return false;
    }

    /// <summary>Within a call: as <see cref="TryTake"/>; where nothing is there and nothing will come it throws why.</summary>
    private bool TryTakeOrThrow(out MessageLease lease)
    {
        // Before the look at the ring: what the peer committed before it ended is there once the end is known.
        int stop = Volatile.Read(ref Stop);
        if ((stop & RingStop.Bytes) != 0)
            throw new InvalidOperationException($"connection \"{Connection.Name}\" carries bytes; use GetStream or GetPipe, or the mode Messages.");
        if ((stop & RingStop.Disposed) != 0 || Connection.State == SharedConnectionState.Failed)
            throw Connection.EndFailure();
        if (TryTake(out lease))
            return true;
        return stop == 0 ? false : throw Connection.EndFailure();
    }

    private void ThrowReleased() =>
        throw new ObjectDisposedException(nameof(MessageLease), $"connection \"{Connection.Name}\": the lease of this message was disposed; its bytes may be overwritten already.");
}
