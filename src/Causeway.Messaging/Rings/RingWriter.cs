using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Room, or a head that cannot be, which whoever comes next complains of.</summary>
    private protected override bool IsReady
    {
        get
        {
            ulong used = Position - Volatile.Read(ref *Head);
            return used > (ulong)RingBytes || _wanted - Position + used <= (ulong)RingBytes - Record.HeaderBytes;
        }
    }

    private protected override uint StrideOfNext => _wantedStride;

    /// <summary>Says what is waited for room for.</summary>
    private void Want(int length)
    {
        _wantedStride = Record.Stride(length);
        _wanted = Position + _wantedStride;
    }

    /// <summary>Writes one message and commits it.</summary>
    /// <returns>False: there is no room.</returns>
    /// <remarks>
    /// The usual case is in the caller's own body: up to a line, by two moves that may overlap (the call of the runtime's copy costs more
    /// than those). Some lines are a call that does all of it, and calls others at its very end alone: it has no registers to save. Those would be
    /// stores, too, and all of a thread's stores wait in one row for the lines of the ring, which are on their way from the other core.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryWrite(ReadOnlySpan<byte> message)
    {
        if (!Vector256.IsHardwareAccelerated || message.Length is < 32 or > 64 || !TryEnter(RingUse.InCall))
            return TryWriteAny(message);
        ulong position = Position;
        uint stride = Record.Stride(message.Length);
        if (Volatile.Read(ref Stop) != 0 || position + stride > _limit) // (B)
            return TryWriteEntered(message);
        byte* record = Ring + ((nuint)position & Mask);

        // SAFETY: the record lies within the two copies of the ring, which are mapped as long as this call is in use.
        CopyLine(message, record + Record.HeaderBytes);
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
        if (Vector256.IsHardwareAccelerated && message.Length is >= 32 and <= 64)
            CopyLine(message, to);
        else
            BlockCopy.Copy(message, new Span<byte>(to, message.Length));
    }

    /// <summary>Copies 32 to 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLine(ReadOnlySpan<byte> message, byte* to)
    {
        ref byte from = ref MemoryMarshal.GetReference(message);
        nuint last = (nuint)message.Length - 32;
        Vector256<byte> first = Vector256.LoadUnsafe(ref from);
        Vector256<byte> second = Vector256.LoadUnsafe(ref from, last);
        first.Store(to);
        second.Store(to + last);
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

    /// <summary>The rare half of looking for room within a call: the head is loaded anew, a message that is too long refused, which ends the call.</summary>
    /// <param name="length">Of the message.</param>
    /// <param name="at">Where its record begins.</param>
    /// <param name="next">Where the next one does.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoomAfterAll(int length, ulong at, ulong next)
    {
        if (length > Longest)
        {
            Leave();
            ThrowTooLong(length);
        }

        try
        {
            return SeesRoom(at, next);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Within a call: loads the head anew.</summary>
    /// <exception cref="ProtocolViolationException">It is not where it can be.</exception>
    private bool SeesRoom(ulong at, ulong next)
    {
        // Acquire: pairs with (D). Once, and checked: the peer can write what it likes.
        ulong head = Volatile.Read(ref *Head);
        if (Position - head > (ulong)RingBytes)
        {
            Connection.Fail("its head is not where it can be");
            throw Connection.EndFailure();
        }

        ulong room = head + (ulong)RingBytes - Record.HeaderBytes;
        if (next > room)
            return false;
        if (at >= BusyAt)
            BecomeBusy();
        _limit = Math.Min(room, Math.Max(BusyAt, next));
        return true;
    }

    /// <summary>Begins a call of the kind that may throw why it cannot.</summary>
    private void EnterOrThrow()
    {
        if (!Enter())
            LeaveAndThrowWhyNot();
    }

    [DoesNotReturn]
    private void LeaveAndThrowWhyNot()
    {
        int stop = Volatile.Read(ref Stop);
        Leave();
        throw WhyNot(stop);
    }

    private Exception WhyNot(int stop)
    {
        if ((stop & RingStop.Over) != 0)
            return Connection.EndFailure();
        return new InvalidOperationException((stop & RingStop.Bytes) != 0
            ? $"connection \"{Connection.Name}\" carries bytes; use GetStream or GetPipe, or the mode Messages."
            : $"connection \"{Connection.Name}\": CompleteSending has been called; nothing can be sent any more.");
    }

    [DoesNotReturn]
    private void ThrowTooLong(int length) => throw TooLong(length);

    private ArgumentException TooLong(int length, string parameter = "message") => new(
        $"connection \"{Connection.Name}\": a message has {Longest} bytes at the most, half its ring of {RingBytes}, and this one has {length}. " +
        "Use a larger ring (SharedConnectionOptions.RingBytes) or the mode Stream.", parameter);
}
