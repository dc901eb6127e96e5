using System.Globalization;

namespace Causeway;

/// <summary>A message was taken from its queue, socket or pipe and is none of the type that was to be received.</summary>
public sealed class MessageFormatException : FormatException
{
    internal MessageFormatException(string objectName, long number, int length, string reason, ReadOnlyMemory<byte> bytes, Exception? inner)
        : base(string.Create(CultureInfo.InvariantCulture, $"{objectName}: message {number} of this receiver, {Counted.Of(length, "byte")}, {reason}; it was taken, and its bytes are in MessageBytes"), inner)
    {
        ObjectName = objectName;
        Number = number;
        MessageBytes = bytes;
    }

    /// <summary>What it was taken from.</summary>
    public string ObjectName { get; }

    /// <summary>Which message of this receiver it was, from 1.</summary>
    public long Number { get; }

    /// <summary>Its bytes, a copy; of a message that was longer than the receiver allows, the beginning.</summary>
    public ReadOnlyMemory<byte> MessageBytes { get; }
}
