namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A worker's ends. Implemented by structs, so that the loops call the library itself and not through a table.</summary>
/// <typeparam name="TReceived">What the library says of a message: the loops await it as it is, as a program would.</typeparam>
internal interface IBenchChannel<TReceived>
{
    /// <summary>Takes what was received: copies it to the caller's memory where the library leaves it elsewhere, and says how many bytes it is.</summary>
    static abstract int Take(TReceived received, Span<byte> buffer);

    /// <summary>Sends a whole message.</summary>
    void Send(ReadOnlySpan<byte> message);

    /// <summary>Receives a message, or what is there of it.</summary>
    TReceived Receive(Span<byte> buffer);

    /// <inheritdoc cref="Send"/>
    ValueTask SendAsync(ReadOnlyMemory<byte> message);

    /// <inheritdoc cref="Receive"/>
    ValueTask<TReceived> ReceiveAsync(Memory<byte> buffer);
}
