namespace Causeway.Messaging.Typed;

/// <summary>Messages of a format, which reads them from a buffer of its own: what it looks at stays as it is, whatever the peer does.</summary>
internal sealed class FormatReader<T>(SharedConnection connection, MessageFormat<T> format) : IPayloadReader<T>
{
    private const int LeastBytes = 256;

    private byte[] _buffer = [];
    private long _received;

    public T Read(ReadOnlySpan<byte> payload)
    {
        _received++;
        if (_buffer.Length < payload.Length)
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(LeastBytes, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)payload.Length)));
        payload.CopyTo(_buffer);
        ReadOnlyMemory<byte> copy = _buffer.AsMemory(0, payload.Length);
        try
        {
            return format.Read(copy);
        }
        catch (Exception e)
        {
            // Whatever it is: the message is out of the ring, and only here are its bytes.
            throw new MessageFormatException(connection.Name, _received, copy.Length, $"is no {format.Name}: {e.Message}", copy.ToArray(), e);
        }
    }
}
