namespace Causeway.Cli.Bench.Workers;

/// <summary>What a worker can be told; <c>bench/worker.h</c> says what each does.</summary>
internal static class WorkerVerb
{
    public const string Cpu = "cpu";
    public const string Send = "send";
    public const string Drain = "drain";
    public const string Ping = "ping";
    public const string Pong = "pong";
}

/// <summary>The most that a worker can be told, in C as here.</summary>
internal static class WorkerLimits
{
    /// <summary>The longest message.</summary>
    public const int MessageBytes = 1 << 16;

    /// <summary>The most messages of one command.</summary>
    public const int Count = 1 << 20;
}
