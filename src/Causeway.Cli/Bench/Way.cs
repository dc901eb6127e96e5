namespace Causeway.Cli.Bench;

/// <summary>How messages are carried.</summary>
internal enum Way
{
    /// <summary>The program in C: what the others are compared with.</summary>
    C,

    /// <summary>Calls that block.</summary>
    Blocking,

    /// <summary>Asynchronous calls that continue on the thread that waited for them: the reactor's, or a receiver's own.</summary>
    Inline,

    /// <summary>Asynchronous calls that continue on the thread pool.</summary>
    Pool,

    /// <summary>What the runtime itself has of the kind.</summary>
    Runtime,

    /// <summary>Another of the runtime's: its UNIX socket.</summary>
    RuntimeSocket,
}

/// <summary>What people read.</summary>
internal static class Ways
{
    /// <summary>Whether the library does it.</summary>
    public static bool IsOurs(this Way way) => way is Way.Blocking or Way.Inline or Way.Pool;

    /// <summary>A way's name in tables, documents and charts.</summary>
    public static string Label(this Way way) => way switch
    {
        Way.C => "C",
        Way.Blocking => "blocking",
        Way.Inline => "async-inline",
        Way.Runtime => "runtime",
        Way.RuntimeSocket => "runtime-socket",
        _ => "async-pool",
    };
}
