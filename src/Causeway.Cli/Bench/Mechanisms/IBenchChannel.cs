namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A worker's ends. Implemented by structs, so that the loops call the library itself and not through a table.</summary>
internal interface IBenchChannel
{
    /// <summary>Sends a whole message.</summary>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>Receives a message, or what is there of it.</summary>
    int Receive(Span<byte> buffer);

    /// <inheritdoc cref="Send"/>
    ValueTask SendAsync(ReadOnlyMemory<byte> message);

    /// <inheritdoc cref="Receive"/>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);
}
