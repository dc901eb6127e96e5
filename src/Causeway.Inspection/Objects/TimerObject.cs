namespace Causeway;

/// <summary>A timerfd.</summary>
public sealed record TimerObject : IpcObject
{
    /// <summary>Which clock (clock_gettime(2)).</summary>
    public required int ClockId { get; init; }

    /// <summary>Expirations that were not read yet.</summary>
    public ulong Ticks { get; init; }

    /// <summary>Until it expires next; zero where it is not armed.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Between expirations; zero for one alone.</summary>
    public TimeSpan Interval { get; init; }
}
