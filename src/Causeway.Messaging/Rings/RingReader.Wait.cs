using Causeway.Sys;

namespace Causeway.Messaging.Rings;

/// <content>Receiving on a thread.</content>
internal sealed unsafe partial class RingReader
{
    /// <summary>Once the connection is disposed here: the peer, which may wait for room, will find the end.</summary>
    public void Close() => WakeOther();

    /// <summary>Receives the next message, however long it takes.</summary>
    public MessageLease Read(TimeSpan? timeout, CancellationToken token)
    {
        var deadline = Deadline.After(timeout);
        Enter();
        try
        {
            while (true)
            {
                if (TryTakeOrThrow(out MessageLease lease))
                    return lease;
                if (!Wait(deadline, token))
                    throw SyscallFailure.TimedOut("receive", Connection.Name, "nothing was sent");
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }
}
