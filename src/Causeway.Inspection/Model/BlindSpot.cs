namespace Causeway;

/// <summary>What a snapshot could not see.</summary>
/// <param name="Kind">What is missing.</param>
/// <param name="Count">How many there are of it; 0 where that cannot be told.</param>
/// <param name="Text">The same in words, with what would help: <c>14 processes unreadable: not all that they have open or mapped is seen; run as root</c>.</param>
public sealed record BlindSpot(BlindSpotKind Kind, int Count, string Text);
