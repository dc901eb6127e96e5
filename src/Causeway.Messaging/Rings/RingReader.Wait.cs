using Causeway.Sys;

namespace Causeway.Messaging.Rings;

/// <content>Receiving on a thread.</content>
internal sealed unsafe partial class RingReader
{
    /// <summary>Once the connection is disposed here: the peer, which may wait for room, will find the end.</summary>
    public void Close() => WakeOther();

    /// <summary>Receives the next message, where a look has found none, however long it takes.</summary>
    public MessageLease Read(TimeSpan? timeout, CancellationToken token)
    {
        var deadline = Deadline.After(timeout);
        bool mayWait = Enter();
        try
        {
            if (!mayWait && TryTakeOrThrow(out MessageLease lease))
                return lease;
            WaitForRecord(deadline, token);
            return TryTakeOrThrow(out lease) ? lease : throw TookBack();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Receives the messages that are there, one at the least, however long it takes.</summary>
    public MessageBatch ReadBatch(int most, TimeSpan? timeout, CancellationToken token)
    {
        var deadline = Deadline.After(timeout);
        Enter();
        try
        {
            if (TryTakeBatchOrThrow(most, out MessageBatch batch))
                return batch;
            WaitForRecord(deadline, token);
            return TryTakeBatchOrThrow(most, out batch) ? batch : throw TookBack();
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private void WaitForRecord(Deadline deadline, CancellationToken token)
    {
        if (!Wait(deadline, token))
            throw SyscallFailure.TimedOut("receive", Connection.Name, "nothing was sent");
    }
}
