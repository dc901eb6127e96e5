using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <summary>Writes records into this side's own ring.</summary>
/// <remarks>
/// <code>
/// // Writer                                             Reader
/// // room: next + 8 - head &lt;= ring            &lt;-(D)---  (D) head = next: release, after its last load of the record
/// // payload of the record
/// // (A) word of the NEXT record = 0
/// // (B) word of the record = what it is: release -->  (C) loads the word: acquire; 0: nothing yet
/// //
/// // Whoever follows the words from 0 finds at each step either what (B) stored or the 0 of (A), of which (B) of the record before was
/// // the release; never payload of an earlier lap. The 8 bytes beyond each record are always free, so the end mark has room too.
/// //
/// // died after   what the reader finds     repaired by
/// // payload      0                         nothing to repair: it was never sent
/// // (A)          0                         the same
/// // (B)          the message               nothing to repair
/// </code>
/// </remarks>
internal sealed unsafe partial class RingWriter : RingSide
{
    /// <summary>The first position that a record may not reach beyond: head as last seen, plus ring, less the 8 bytes for the next word; or where being Busy begins to pay.</summary>
    private ulong _limit;

    /// <summary>The end of the record that is waited for room for.</summary>
    private ulong _wanted;

    /// <summary>How long that record is.</summary>
    private uint _wantedStride;

    public RingWriter(SharedConnection connection, RingMemory memory, int direction, bool hasBarriers, SharedConnectionOptions options)
        : base(connection, memory, direction, writes: true, hasBarriers, options)
    {
    }

    /// <summary>Writes one message and commits it.</summary>
    /// <returns>False: there is no room.</returns>
    /// <remarks>
    /// The usual case is in the caller's own body: up to a line. Some lines are a call that does all of it, and calls others at its very end alone: it has no registers to save. Those would be
    /// stores, too, and all of a thread's stores wait in one row for the lines of the ring, which are on their way from the other core.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite(ReadOnlySpan<byte> message)
    {
        if (!BlockCopy.IsALine(message.Length) || !TryEnter(RingUse.InCall))
            return TryWriteAny(message);
        ulong position = Position;
        uint stride = Record.Stride(message.Length);
        if (Volatile.Read(ref Stop) != 0 || position + stride > _limit) // (B)
            return TryWriteEntered(message);
        byte* record = Ring + ((nuint)position & Mask);

        // SAFETY: the record lies within the two copies of the ring, which are mapped as long as this call is in use.
        BlockCopy.CopyLine(ref MemoryMarshal.GetReference(message), ref record[Record.HeaderBytes], (nuint)message.Length);
        CrashPoint.At("ring.payload");
        CommitAndLeave(record, message.Length, position + stride);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryWriteAny(ReadOnlySpan<byte> message)
    {
        if (!BlockCopy.IsByLines(message.Length) || !TryEnter(RingUse.InCall))
            return TryWriteRare(message);
        ulong next = Position + Record.Stride(message.Length);
        if (Volatile.Read(ref Stop) != 0 || next > _limit || message.Length > Longest) // (B)
            return TryWriteEntered(message);
        byte* record = Ring + ((nuint)Position & Mask);

        // SAFETY: as above.
        BlockCopy.CopyLines(ref MemoryMarshal.GetReference(message), ref record[Record.HeaderBytes], (nuint)message.Length);
        CrashPoint.At("ring.payload");
        CommitAndLeave(record, message.Length, next);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryWriteRare(ReadOnlySpan<byte> message)
    {
        Enter();
        return TryWriteEntered(message);
    }

    /// <summary>Within a call, which it ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryWriteEntered(ReadOnlySpan<byte> message)
    {
        if (Volatile.Read(ref Stop) != 0)
            LeaveAndThrowWhyNot();
        int length = message.Length;
        ulong next = Position + Record.Stride(length);
        if ((next > _limit || length > Longest) && !HasRoomAfterAll(length, Position, next))
        {
            Leave();
            return false;
        }

        byte* record = Ring + ((nuint)Position & Mask);

        // SAFETY: as above.
        Copy(message, record + Record.HeaderBytes);
        CrashPoint.At("ring.payload");
        CommitAndLeave(record, length, next);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ReadOnlySpan<byte> message, byte* to)
    {
        if (BlockCopy.IsALine(message.Length))
            BlockCopy.CopyLine(ref MemoryMarshal.GetReference(message), ref *to, (nuint)message.Length);
        else
            BlockCopy.Copy(message, new Span<byte>(to, message.Length));
    }

    /// <summary>The one store that makes a record appear.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreRecord(byte* record, int length, ulong next)
    {
        *(ulong*)(record + Record.Stride(length)) = Record.None; // (A)
        CrashPoint.At("ring.cleared");
        Volatile.Write(ref *(ulong*)record, Record.MessageWord(length)); // (B): pairs with (C) in RingReader
        CrashPoint.At("ring.committed");
        Position = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CommitAndLeave(byte* record, int length, ulong next)
    {
        StoreRecord(record, length, next);
        WakeOtherAndLeave(messages: 1);
    }
}
