using Causeway.Messaging.Layout;

namespace Causeway.Messaging.Rings;

/// <content>Sending without a thread.</content>
internal sealed unsafe partial class RingWriter
{
    private WriteWaiter? _waiter;

    private protected override RingWaiter Waiter => _waiter ??= new WriteWaiter(this);

    /// <summary>Writes one message and commits it.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken token) => RunAsync(message, message.Length, token);

    /// <summary>Waits until a message of this length has room.</summary>
    public ValueTask WaitForRoomAsync(int length, CancellationToken token) => RunAsync(message: null, length, token);

    /// <summary>Within the call, once there is room or the connection is over: sends, without throwing.</summary>
    /// <returns>What whoever awaits it is to be told.</returns>
    internal Exception? FinishWait(ReadOnlyMemory<byte>? message)
    {
        if (IsOver)
            return Connection.EndFailure();
        try
        {
            if (!TryFinish(message))
                Connection.Fail("it took its head back");
            return IsOver ? Connection.EndFailure() : null;
        }
        catch (Exception e)
        {
            // The user's own memory may throw, too.
            return e;
        }
    }

    private ValueTask RunAsync(ReadOnlyMemory<byte>? message, int length, CancellationToken token)
    {
        if (token.IsCancellationRequested)
            return ValueTask.FromCanceled(token);
        Enter();
        try
        {
            Refuse(length, message is null);
            Want(length);
            do
            {
                Refuse(length, message is null);
                if (!TryFinish(message))
                    continue;
                Leave();
                return default;
            }
            while (!TryAwait(message, token));
            return new ValueTask(_waiter!, _waiter!.Version);
        }
        catch (Exception e)
        {
            Leave();
            return ValueTask.FromException(e);
        }
    }

    private bool TryAwait(ReadOnlyMemory<byte>? message, CancellationToken token)
    {
        ((WriteWaiter)Waiter).Prepare(message);
        return TryAwait(token);
    }

    private void Refuse(int length, bool isForRoom)
    {
        int stop = Volatile.Read(ref Stop);
        if (stop != 0)
            throw WhyNot(stop);
        if (length > Longest)
            throw TooLong(length, isForRoom ? "bytes" : "message");
    }

    /// <summary>Within a call: writes the message, if there is room.</summary>
    private bool TryFinish(ReadOnlyMemory<byte>? message)
    {
        if (_wanted > _limit && !SeesRoom(Position, _wanted))
            return false;
        if (message is not { } bytes)
            return true;
        byte* record = Ring + ((nuint)Position & Mask);

        // SAFETY: the record lies within the two copies of the ring, which are mapped as long as this call is in use.
        Copy(bytes.Span, record + Record.HeaderBytes);
        CrashPoint.At("ring.payload");
        StoreRecord(record, bytes.Length, _wanted);
        Usage += RingUse.OneMessage;
        WakeOther();
        return true;
    }
}
