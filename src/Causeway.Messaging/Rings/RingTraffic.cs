namespace Causeway.Messaging.Rings;

/// <summary>What has gone through a ring.</summary>
/// <param name="Bytes">Of records, their headers included.</param>
/// <param name="Messages">How many; 0 of a stream, whose records are nobody's messages.</param>
internal readonly record struct RingTraffic(long Bytes, long Messages)
{
    public static RingTraffic operator +(RingTraffic left, RingTraffic right) => new(left.Bytes + right.Bytes, left.Messages + right.Messages);
}
