using System.Runtime.CompilerServices;
using Causeway.Messaging.Layout;
using Causeway.Sys;

namespace Causeway.Messaging.Rings;

/// <content>Sending on a thread, and the end.</content>
internal sealed unsafe partial class RingWriter
{
    /// <summary>Writes one message, for which there was no room, and commits it, however long it takes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write(ReadOnlySpan<byte> message, TimeSpan? timeout, CancellationToken token)
    {
        var deadline = Deadline.After(timeout);
        do
            WaitForRoom(message.Length, deadline, token);
        while (!TryWrite(message));
    }

    /// <summary>Waits until a message of this length has room.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public void WaitForRoom(int length, Deadline deadline, CancellationToken token, string? done = null)
    {
        EnterOrThrow();
        Want(length);
        try
        {
            if (!Wait(deadline, token))
                throw SyscallFailure.TimedOut("send", Connection.Name, done ?? "there was no room: the peer does not receive");
            if (IsOver || SeesRoom(Position, _wanted))
                return;
            Connection.Fail("it took its head back");
            throw Connection.EndFailure();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Writes the end mark, for which there is always room.</summary>
    public void Complete()
    {
        Enter();
        int stop = Volatile.Read(ref Stop);
        if ((stop & RingStop.Over) != 0)
        {
            Leave();
            throw WhyNot(stop);
        }

        if ((stop & RingStop.Completed) == 0)
            CommitEnd();
        Leave();
    }

    /// <summary>Once the connection is disposed here: the end mark, unless a call is under way, and that it was in good order.</summary>
    public void Close(uint* closed)
    {
        // Whoever comes now sees that it is disposed, and touches nothing.
        if (IsFree && (Volatile.Read(ref Stop) & RingStop.Completed) == 0)
            CommitEnd();
        Volatile.Write(ref *closed, 1);
        CrashPoint.At("ring.closed");
        WakeOther();
    }

    private void CommitEnd()
    {
        Interlocked.Or(ref Stop, RingStop.Completed);
        byte* record = Ring + ((nuint)Position & Mask);
        Volatile.Write(ref *(ulong*)record, Record.End); // release: pairs with (C) in RingReader
        CrashPoint.At("ring.ended");
        WakeOther();
    }
}
