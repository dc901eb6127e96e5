namespace Causeway;

/// <summary>What the calls of a <see cref="SharedConnection"/> that wait are tuned for.</summary>
public enum SharedConnectionPriority
{
    /// <summary>A message is seen as soon as possible.</summary>
    Latency,

    /// <summary>
    /// As many messages as possible: a receiver that finds none looks away for some microseconds, so that the sender gets ahead
    /// by many cache lines that the two do not fight for; a sender that finds no room likewise.
    /// </summary>
    Throughput,
}
