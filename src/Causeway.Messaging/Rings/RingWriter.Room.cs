using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Room, and what is refused.</content>
internal sealed unsafe partial class RingWriter
{
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

    /// <summary>The rare half of looking for room within a call: the head is loaded anew, a message that is too long refused, which ends the call.</summary>
    /// <param name="length">Of the message.</param>
    /// <param name="at">Where its record begins.</param>
    /// <param name="next">Where the next one does.</param>
    /// <param name="parameter">What the caller calls the message.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoomAfterAll(int length, ulong at, ulong next, string parameter = "message")
    {
        if (length > Longest)
        {
            Leave();
            ThrowTooLong(length, parameter);
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
    private void ThrowTooLong(int length, string parameter) => throw TooLong(length, parameter);

    private ArgumentException TooLong(int length, string parameter = "message") => new(
        $"connection \"{Connection.Name}\": a message has {Longest} bytes at the most, half its ring of {RingBytes}, and this one has {length}. " +
        "Use a larger ring (SharedConnectionOptions.RingBytes) or the mode Stream.", parameter);
}
