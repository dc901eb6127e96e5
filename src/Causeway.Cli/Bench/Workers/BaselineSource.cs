namespace Causeway.Cli.Bench.Workers;

/// <summary>A file of <c>bench/</c>, and what it is compiled with.</summary>
/// <param name="File">Its name.</param>
/// <param name="Package">Debian's package of the library that it measures; null where it needs the C library alone.</param>
/// <param name="Flags">Further arguments of the compiler.</param>
internal sealed record BaselineSource(string File, string? Package, params IReadOnlyList<string> Flags)
{
    /// <summary>Whether it is in C++.</summary>
    public bool IsCpp => File.EndsWith(".cpp", StringComparison.Ordinal);

    /// <summary>That of a program: the file's name, and after a dash the size of the ring where it is compiled in.</summary>
    public static BaselineSource Of(string program) => program.Split('-') switch
    {
        ["boost_spsc", var ringBytes] => new("boost_spsc.cpp", "libboost-dev", $"-DRING_BYTES={ringBytes}"),
        ["boost_queue"] => new("boost_queue.cpp", "libboost-dev"),
        ["zmq_ipc"] => new("zmq_ipc.c", "libzmq3-dev", "-lzmq"),
        ["nng_ipc"] => new("nng_ipc.c", "libnng-dev", "-lnng"),
        _ => new($"{program}.c", null),
    };
}
