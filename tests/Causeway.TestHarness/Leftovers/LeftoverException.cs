namespace Causeway.TestHarness;

/// <summary>A test left something behind.</summary>
internal sealed class LeftoverException(string test, IReadOnlyList<string> left)
    : Exception($"{test} left behind:\n  {string.Join("\n  ", left)}");
