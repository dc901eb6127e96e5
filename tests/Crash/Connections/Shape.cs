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

    /// <summary>The stream's Write and Read: the first of those that carry bytes.</summary>
    Stream,

    /// <summary>The stream's WriteAsync and ReadAsync.</summary>
    AwaitingStream,

    /// <summary>The pipe's writer and reader.</summary>
    Pipe,
}
