namespace Causeway.Cli.Transfer;

/// <summary>One message to send.</summary>
/// <param name="Data">Its bytes; valid until the next is read.</param>
/// <param name="Numbers">What its JSON object said beside the data: <c>priority</c>, <c>type</c>; null for what is no integer.</param>
internal readonly record struct OutgoingMessage(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, long?>? Numbers = null)
{
    /// <summary>One of the numbers; null where it does not say.</summary>
    /// <exception cref="FormatException">It is no integer in the range.</exception>
    public long? Number(string name, long minimum, long maximum)
    {
        if (Numbers is null || !Numbers.TryGetValue(name, out long? number))
            return null;
        return number >= minimum && number <= maximum ? number : throw new FormatException($"its \"{name}\" must be an integer from {minimum} to {maximum}");
    }
}
