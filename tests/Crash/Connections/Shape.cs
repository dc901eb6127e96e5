namespace Crash.Tests.Connections;

/// <summary>By which calls a side sends and receives.</summary>
internal enum Shape
{
    /// <summary>Send and Receive.</summary>
    Blocking,

    /// <summary>Reserve and Commit; Receive.</summary>
    InPlace,

    /// <summary>TrySend and TryReceive, over and over.</summary>
    Trying,

    /// <summary>BeginBatch; ReceiveBatch.</summary>
    Batch,

    /// <summary>SendAsync and ReceiveAsync.</summary>
    Awaiting,

    /// <summary>SendBatchAsync and ReceiveBatchAsync.</summary>
    AwaitingBatch,
}
