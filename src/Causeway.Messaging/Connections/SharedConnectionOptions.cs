using Causeway.Messaging.Layout;
using Microsoft.Extensions.Logging;

namespace Causeway;

/// <summary>How a <see cref="SharedConnection"/> is made and behaves.</summary>
public sealed record SharedConnectionOptions
{
    /// <summary>Where a name without a slash is looked for; null, unless set: the user's own domain.</summary>
    public Domain? Domain { get; init; }

    /// <summary>What it carries; <see cref="SharedConnectionMode.Messages"/> unless set. Both sides say the same.</summary>
    public SharedConnectionMode Mode { get; init; } = SharedConnectionMode.Messages;

    /// <summary>The size of each of the two rings in bytes: a power of two from 4 KiB to 1 GiB; 0, unless set: what the listener has.</summary>
    public int RingBytes { get; init; }

    /// <summary>What calls that wait are tuned for; <see cref="SharedConnectionPriority.Latency"/> unless set. Each side has its own.</summary>
    public SharedConnectionPriority Priority { get; init; } = SharedConnectionPriority.Latency;

    /// <summary>
    /// How long a blocking call looks before it sleeps; null, unless set: as long as has paid off lately. Zero: not at all.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: it never sleeps.
    /// </summary>
    public TimeSpan? Spin { get; init; }

    /// <summary>Whether continuations of asynchronous calls run on the reactor's thread: faster, but they must neither block nor take long. False unless set.</summary>
    public bool InlineContinuations { get; init; }

    /// <summary>Who may be at the other side; processes of this user alone unless set.</summary>
    public SharedConnectionPolicy Policy { get; init; } = SharedConnectionPolicy.SameUser;

    /// <summary>How long the other side may take for the meeting; 5 s unless set.</summary>
    public TimeSpan MeetingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Hears of meetings, refusals and ends; null, unless set: nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>The ring's size where neither side asks for one.</summary>
    internal const int DefaultRingBytes = 1 << 20;

    /// <summary>The options, or those of nobody's choice; refuses what cannot be right.</summary>
    internal static SharedConnectionOptions Checked(SharedConnectionOptions? options)
    {
        // Two rings twice are more addresses than such a process has, or nearly.
        if (nint.Size < sizeof(long))
            throw new PlatformNotSupportedException("Shared-memory connections need a process of 64 bits.");
        options ??= new SharedConnectionOptions();
        if (options.Mode is not (SharedConnectionMode.Messages or SharedConnectionMode.Stream))
            throw new ArgumentOutOfRangeException(nameof(options), options.Mode, "Mode: Messages or Stream.");
        if (options.RingBytes != 0 && !RingLayout.IsRingSize(options.RingBytes))
            throw new ArgumentOutOfRangeException(nameof(options), options.RingBytes, "RingBytes: a power of two from 4,096 to 1,073,741,824, or 0 for the listener's choice.");
        if (options.Priority is not (SharedConnectionPriority.Latency or SharedConnectionPriority.Throughput))
            throw new ArgumentOutOfRangeException(nameof(options), options.Priority, "Priority: Latency or Throughput.");
        if (options.Spin is { } spin && spin < TimeSpan.Zero && spin != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(options), options.Spin, "Spin: zero or more, or Timeout.InfiniteTimeSpan.");
        ArgumentNullException.ThrowIfNull(options.Policy, nameof(options));
        if (options.MeetingTimeout <= TimeSpan.Zero && options.MeetingTimeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(options), options.MeetingTimeout, "MeetingTimeout: more than zero, or Timeout.InfiniteTimeSpan.");
        return options;
    }
}
