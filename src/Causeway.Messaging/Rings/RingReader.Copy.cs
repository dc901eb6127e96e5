using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Receiving into the caller's own memory: the room is given back in the same call.</content>
internal sealed unsafe partial class RingReader
{
    /// <summary>What <see cref="TryReadInto"/> returns where there is no message.</summary>
    public const int None = -1;

    /// <summary>Copies the next message out.</summary>
    /// <returns>Its length; <see cref="None"/>: there is none.</returns>
    /// <remarks>As in <see cref="RingWriter.TryWrite"/>, the usual case, up to a line, is in the caller's own body.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryReadInto(Span<byte> buffer)
    {
        if (!Vector256.IsHardwareAccelerated || !TryEnter(RingUse.InCall))
            return TryReadIntoAny(buffer);
        ulong position = Position;
        if (Volatile.Read(ref Stop) != 0) // (B): the memory is not touched before
            return LeaveAndTryReadIntoAny(buffer);
        byte* record = Ring + ((nuint)position & Mask);
        uint word = Volatile.Read(ref *(uint*)record); // (C)
        if (word != _lastWord && !TryLearn(word))
            return LeaveAndTryReadIntoAny(buffer);
        int length = _lastLength;
        if (length is < 32 or > 64 || length > buffer.Length)
            return LeaveAndTryReadIntoAny(buffer);

        // SAFETY: the length was checked, so the record lies within the two copies of the ring, and the copy within the buffer.
        CopyLine(record + Record.HeaderBytes, length, ref MemoryMarshal.GetReference(buffer));
        ReleaseAndLeave(position + Record.Stride(length));
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
                $"connection \"{Connection.Name}\": the next message has {lease.Length} bytes and the buffer {buffer.Length}; the message is still there.", nameof(buffer));
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int LeaveAndTryReadIntoAny(Span<byte> buffer)
    {
        Leave();
        return TryReadIntoAny(buffer);
    }

    /// <summary>The same for a message of any length, and whatever else there is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TryReadIntoAny(Span<byte> buffer)
    {
        if (!TryReadQuickly(out MessageLease lease) || lease.Length > buffer.Length)
            return TryReadIntoRare(lease, buffer);
        int length = lease.Length;
        BlockCopy.Copy(lease.Span, buffer);
        ReleaseAndLeave(Position + Record.Stride(length));
        return length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TryReadIntoRare(MessageLease lease, Span<byte> buffer) => lease != default || TryRead(out lease) ? CopyOut(lease, buffer) : None;

    /// <summary>Copies 32 to 64 bytes, by two moves that may overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLine(byte* from, int length, ref byte to)
    {
        nuint last = (nuint)length - 32;
        Vector256<byte> first = Vector256.Load(from);
        Vector256<byte> second = Vector256.Load(from + last);
        first.StoreUnsafe(ref to);
        second.StoreUnsafe(ref to, last);
    }
}
