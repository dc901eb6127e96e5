using System.Threading.Tasks.Sources;

namespace Causeway.Messaging.Rings;

/// <summary>An asynchronous receive: what has come is taken when the result is read.</summary>
internal sealed class ReadWaiter(RingReader reader) : RingWaiter(reader), IValueTaskSource<MessageLease>, IValueTaskSource<MessageBatch>, IValueTaskSource<bool>
{
    /// <summary>Of a batch.</summary>
    public int Most { get; set; }

    MessageLease IValueTaskSource<MessageLease>.GetResult(short token)
    {
        End(token);
        return reader.TakeAwaited();
    }

    MessageBatch IValueTaskSource<MessageBatch>.GetResult(short token)
    {
        End(token);
        return reader.TakeAwaitedBatch(Most);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        End(token);
        return reader.LookAwaited();
    }
}
