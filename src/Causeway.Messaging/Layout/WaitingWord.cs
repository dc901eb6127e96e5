namespace Causeway.Messaging.Layout;

/// <summary>What the reader or the writer of a ring says of its sleep. The owner stores it; the other side only exchanges Asleep or Bell for Near.</summary>
internal static class WaitingWord
{
    /// <summary>It does not sleep, and has every processor pass a barrier (membarrier(2)) before it does: whoever stores needs no fence.</summary>
    public const uint Busy = 0;

    /// <summary>It sleeps in futex(2) at this word.</summary>
    public const uint Asleep = 1;

    /// <summary>It does not sleep, and may begin to with a fence of its own alone: whoever stores needs one too.</summary>
    public const uint Near = 2;

    /// <summary>It awaits its doorbell.</summary>
    public const uint Bell = 3;
}
