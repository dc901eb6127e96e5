using System.Globalization;

namespace Causeway;

/// <summary>Sentences with a number in them.</summary>
internal static class Counted
{
    /// <summary>The word that goes with a number of them: <c>1 byte</c>, <c>2 bytes</c>.</summary>
    public static string Word(long count, string one, string several) => count == 1 ? one : several;

    /// <summary>The number with its word: <c>1 byte</c>, <c>2 bytes</c>.</summary>
    public static string Of(long count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {Word(count, one, one + "s")}");
}
