namespace Causeway.Cli.Transfer;

/// <summary>One message, or one record of a stream.</summary>
/// <param name="Data">Its bytes; valid until the next is received.</param>
/// <param name="Facts">What else came with it.</param>
internal sealed record ReceivedMessage(ReadOnlyMemory<byte> Data, params Fact[] Facts)
{
    /// <summary>The descriptors that came with it; whoever takes the message closes them.</summary>
    public IReadOnlyList<SafeFileDescriptor> Descriptors { get; init; } = [];

    /// <summary>Sends what the command printed, which ended so, back to whoever sent the message; null where nobody asked for that.</summary>
    public Action<ReadOnlyMemory<byte>, ChildExitStatus>? Answer { get; init; }
}
