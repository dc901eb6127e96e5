using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Receiving into the caller's own memory: the room is given back in the same call.</content>
internal sealed unsafe partial class RingReader
{
    /// <summary>What <see cref="TryReadInto"/> returns where there is no message.</summary>
    public const int None = -1;

    /// <summary>Copies the next message out.</summary>
    /// <returns>Its length; <see cref="None"/>: there is none.</returns>
    /// <remarks>
    /// As in <see cref="RingWriter.TryWrite"/>, the usual case, up to a line, is in the caller's own body. Where nothing is there it has looked once:
    /// each look takes the line from the writer that is about to store there, and those behind it, which the processor reads ahead.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryReadInto(Span<byte> buffer)
    {
        if (!TryEnter(RingUse.InCall))
            return TryReadIntoRare(buffer);
        ulong position = Position;
        if (Volatile.Read(ref Stop) != 0) // (B): the memory is not touched before
            return LeaveAndTryReadIntoRare(buffer);
        byte* record = Ring + ((nuint)position & Mask);
        uint word = Volatile.Read(ref *(uint*)record); // (C)
        if (word != _lastWord && !TryLearn(word))
            return word == Record.None ? LeaveWithNone() : LeaveAndTryReadIntoRare(buffer);
        int length = _lastLength;
        if (!BlockCopy.IsALine(length) || length > buffer.Length)
            return ReadEntered(buffer);

        // SAFETY: the length was checked, so the record lies within the two copies of the ring, and the copy within the buffer.
        BlockCopy.CopyLine(ref record[Record.HeaderBytes], ref MemoryMarshal.GetReference(buffer), (nuint)length);
        ReleaseAndLeave(position + Record.Stride(length), messages: 1);
        return length;
    }

    /// <summary>Copies the message of a lease out, and ends the lease.</summary>
    /// <returns>The message's length.</returns>
    /// <exception cref="ArgumentException">The buffer is shorter than the message, which is the next still.</exception>
    public int CopyOut(MessageLease lease, Span<byte> buffer)
    {
        if (lease.Length > buffer.Length)
        {
            Leave();
            throw new ArgumentException(
                $"connection \"{Connection.Name}\": the next message has {Counted.Of(lease.Length, "byte")} and the buffer {buffer.Length}; the message is still there.", nameof(buffer));
        }

        BlockCopy.Copy(lease.Span, buffer);
        lease.Dispose();
        return lease.Length;
    }

    /// <summary>As the other; memory that cannot be had leaves the message the next, too.</summary>
    public int CopyOut(MessageLease lease, Memory<byte> buffer)
    {
        Span<byte> span;
        try
        {
            span = buffer.Span;
        }
        catch
        {
            Leave();
            throw;
        }

        return CopyOut(lease, span);
    }

    /// <summary>Within a call, which it ends: copies the message out that was found, of any length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadEntered(Span<byte> buffer)
    {
        ulong position = Position;
        int length = _lastLength;
        if (!BlockCopy.IsByLines(length) || length > buffer.Length)
            return ReadEnteredRare(buffer);
        byte* record = Ring + ((nuint)position & Mask);

        // SAFETY: as above.
        BlockCopy.CopyLines(ref record[Record.HeaderBytes], ref MemoryMarshal.GetReference(buffer), (nuint)length);
        ReleaseAndLeave(position + Record.Stride(length), messages: 1);
        return length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ReadEnteredRare(Span<byte> buffer)
    {
        Use = RingUse.Leased;
        return CopyOut(new MessageLease(this, Position, _lastLength), buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LeaveWithNone()
    {
        Leave();
        return None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LeaveAndTryReadIntoRare(Span<byte> buffer)
    {
        Leave();
        return TryReadIntoRare(buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TryReadIntoRare(Span<byte> buffer) => TryReadRare(out MessageLease lease) ? CopyOut(lease, buffer) : None;
}
