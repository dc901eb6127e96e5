namespace Causeway.Messaging.Typed;

/// <summary>Makes a message of a payload in the ring, by copying.</summary>
internal interface IPayloadReader<out T>
{
    /// <summary>Reads one.</summary>
    /// <exception cref="MessageFormatException">It is none of this type.</exception>
    T Read(ReadOnlySpan<byte> payload);
}
