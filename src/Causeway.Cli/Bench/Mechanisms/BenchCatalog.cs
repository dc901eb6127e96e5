using Causeway.Cli.Bench.Mechanisms.Connections;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Every mechanism of the benchmark, in its order.</summary>
internal static class BenchCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IBenchMechanism> All { get; } =
    [
        new PipeBench(),
        new FifoBench(),
        new UnixSocketBench(UnixSocketType.Stream),
        new UnixSocketBench(UnixSocketType.Datagram),
        new UnixSocketBench(UnixSocketType.SeqPacket),
        new PosixQueueBench(),
        new SysVQueueBench(),
        new MutexBench(robust: false),
        new MutexBench(robust: true),
        new RwlockBench(),
        new ConditionBench(),
        new PosixSemaphoreBench(),
        new SysVSemaphoreBench(),
        new EventfdBench(),
        new FutexBench(),
        new SignalWaitBench(),
        new SignalfdBench(),
        new FlockBench(),
        new PosixShmBench(),
        new SysVShmBench(),
        new MemfdBench(),
        new MmapBench(),
        new NamedMutexBench(),
        new NamedSemaphoreBench(),
        new NamedEventBench(),
        new NamedOpenBench(),
        new SpawnBench(),
        .. ConnectionCases.All.Select(static one => new ConnectionBench(one)),
    ];
}
