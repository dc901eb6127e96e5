namespace Causeway.Cli.Tour;

/// <summary>The first process's side of a channel. Owns the kernel objects: after Dispose none is left, however far it came.</summary>
internal interface ISender : IDisposable
{
    /// <summary>The largest block that one <see cref="SendAsync"/> takes.</summary>
    int BlockBytes { get; }

    /// <summary>What the receiver needs to find the channel: a path, a key, a name, a descriptor's number.</summary>
    IReadOnlyList<string> ReceiverArguments { get; }

    /// <summary>Completes the options of the second process, for example with descriptors to inherit.</summary>
    void Prepare(ChildProcessOptions options);

    /// <summary>Called once, when the second process has been started: closes what only that one needs, waits for it to arrive.</summary>
    ValueTask ConnectAsync(CancellationToken token);

    /// <summary>Hands one block over, not empty; waits while the channel is full.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> block, CancellationToken token);

    /// <summary>Says that no block follows.</summary>
    ValueTask CompleteAsync(CancellationToken token);
}
