namespace Causeway.Cli.Transfer;

/// <summary>One message to send.</summary>
/// <param name="Data">Its bytes; valid until the next is read.</param>
/// <param name="Numbers">What its JSON object said beside the data: <c>priority</c>, <c>type</c>.</param>
internal readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, long>? Numbers = null)
{
    /// <summary>One of the numbers, where it is in the range.</summary>
    public long? Number(string name, long minimum, long maximum)
    {
        if (Numbers is null || !Numbers.TryGetValue(name, out long number))
            return null;
        return number >= minimum && number <= maximum ? number : throw new FormatException($"its \"{name}\" must be from {minimum} to {maximum}");
    }
}
