namespace Causeway.Inspection;

/// <summary>Sentences with a number in them.</summary>
internal static class Counted
{
    /// <summary>The word that goes with a number of them: <c>1 byte</c>, <c>2 bytes</c>.</summary>
    public static string Word(long count, string one, string several) => count == 1 ? one : several;
}
