namespace Causeway.Cli.Tour;

/// <summary>The second process's side of a channel.</summary>
internal interface IReceiver : IDisposable
{
    /// <summary>The largest block that can come.</summary>
    int BlockBytes { get; }

    /// <summary>Takes the next block, or the next part of the stream, into the buffer.</summary>
    /// <returns>Its length; 0 when all has come.</returns>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token);
}
