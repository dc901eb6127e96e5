namespace Causeway.Cli.Bench.Measuring;

/// <summary>What a bar is about.</summary>
internal enum Yardstick
{
    /// <summary>Ours over C.</summary>
    RatioToC,

    /// <summary>Asynchronous over our own blocking calls.</summary>
    RatioToBlocking,

    /// <summary>Ours less C: of what takes C a few nanoseconds, a ratio says little.</summary>
    NsMoreThanC,

    /// <summary>Ours, in nanoseconds of wall time: where C has nothing of the kind.</summary>
    WallNanoseconds,

    /// <summary>Ours, in messages a second.</summary>
    MessagesPerSecond,
}

/// <summary>What scripts read.</summary>
internal static class Yardsticks
{
    /// <summary>Its name in documents.</summary>
    public static string Label(this Yardstick yardstick) => yardstick switch
    {
        Yardstick.RatioToBlocking => "blocking",
        Yardstick.NsMoreThanC => "C plus ns",
        Yardstick.WallNanoseconds => "wall ns",
        Yardstick.MessagesPerSecond => "messages/s",
        _ => "C",
    };
}
