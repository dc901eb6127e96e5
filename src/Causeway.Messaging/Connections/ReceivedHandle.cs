namespace Causeway;

/// <summary>A descriptor that the peer handed over (<see cref="SharedConnection.ReceiveHandle"/>), close-on-exec. Dispose closes it.</summary>
/// <param name="Descriptor">This process's own from here on. What it is is the peer's choice: check before use.</param>
/// <param name="Note">What the peer said with it, up to <see cref="SharedConnection.MaxNoteBytes"/> bytes.</param>
public readonly record struct ReceivedHandle(SafeFileDescriptor Descriptor, ReadOnlyMemory<byte> Note) : IDisposable
{
    /// <summary>Closes the descriptor.</summary>
    public void Dispose() => Descriptor?.Dispose();
}
