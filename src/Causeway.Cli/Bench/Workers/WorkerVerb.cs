namespace Causeway.Cli.Bench.Workers;

/// <summary>What a worker can be told; the headers of <c>bench/</c> say what each does.</summary>
internal static class WorkerVerb
{
    public const string Alone = "alone";
    public const string Send = "send";
    public const string Drain = "drain";
    public const string Ping = "ping";
    public const string Pong = "pong";
    public const string Create = "create";
    public const string Open = "open";
    public const string Attach = "attach";
    public const string Spawn = "spawn";
    public const string Copy = "copy";
}

/// <summary>The most that a worker can be told, in C as here.</summary>
internal static class WorkerLimits
{
    /// <summary>The longest message.</summary>
    public const int MessageBytes = 1 << 16;

    /// <summary>The most round trips of one command: the time of each is kept.</summary>
    public const int Trips = 1 << 20;

    /// <summary>The most of anything else.</summary>
    public const int Operations = 1 << 24;

    /// <summary>How much is mapped to be copied into, block after block.</summary>
    public const int CopiedBytes = 1 << 20;

    /// <summary>The most of a metric in one command.</summary>
    public static int MostOf(Metric metric) => metric.IsRoundTrip() ? Trips : Operations;
}
