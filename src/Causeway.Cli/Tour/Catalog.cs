using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Tour;

/// <summary>The stations of the tour, in order.</summary>
internal static class Catalog
{
    public static IReadOnlyList<IMechanism> All { get; } =
    [
        new PipeMechanism(),
        new FifoMechanism(),
        new PopenMechanism(),
        new UnixStreamMechanism(),
        new UnixDatagramMechanism(),
        new SysVQueueMechanism(),
        new PosixQueueMechanism(),
        new SysVSharedMemoryMechanism(),
        new PosixSharedMemoryMechanism(),
        new MappedFileMechanism(),
        new ConnectionMechanism(),
    ];
}
