namespace Causeway.Messaging.Rings;

/// <summary>What a side of a connection is in the middle of: one thing at a time.</summary>
internal static class RingUse
{
    /// <summary>Where it stands in <see cref="RingSide.Usage"/>, and where the count of messages begins.</summary>
    public const int Mask = 7;
    public const long OneMessage = Mask + 1;

    public const int Free = 0;

    /// <summary>A call, or an asynchronous wait until its result is read.</summary>
    public const int InCall = 1;

    /// <summary>A message or several have been received, and their lease is out.</summary>
    public const int Leased = 2;

    /// <summary>Room has been reserved and is neither committed nor abandoned.</summary>
    public const int Reserved = 3;

    /// <summary>A batch has been begun and is neither committed nor abandoned.</summary>
    public const int InBatch = 4;
}
