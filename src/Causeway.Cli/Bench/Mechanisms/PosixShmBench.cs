using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>POSIX shared memory.</summary>
internal sealed class PosixShmBench : IBenchMechanism
{
    public string Name => "posix-shm";

    public string Baseline => "posix_shm";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Create, Metric.Open, Metric.Attach, Metric.Copy];

    public IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => MemorySizes.Of(metric);

    public IBenchLink CreateLink()
    {
        string name = UniqueName.Create("/", "bench");
        string notYet = UniqueName.Create("/", "bench");
        PosixSharedMemory.Create(name, MemorySizes.Object).Dispose();
        return new NamedLink(
            _ => [name, notYet],
            () =>
            {
                PosixSharedMemory.TryDelete(name);
                PosixSharedMemory.TryDelete(notYet);
            },
            opensAgain: true);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new RepeatLoop()
        .With(WorkerVerb.Create, new CreateAndDelete(names[1]))
        .With(WorkerVerb.Open, new OpenAndClose(names[0]))
        .With(WorkerVerb.Attach, new MapAndUnmap(PosixSharedMemory.Open(names[0])))
        .WithCopies(MapForCopies(names[1]))
        .Run();

    private static CopyLoop.Mapped MapForCopies(string name)
    {
        using var memory = PosixSharedMemory.Create(name, WorkerLimits.CopiedBytes);
        PosixSharedMemory.Delete(name);
        var mapping = MemoryMapping.Map(memory);
        return () => mapping.Lease();
    }

    private readonly struct CreateAndDelete(string name) : IBenchOperation
    {
        public void Do(int size)
        {
            PosixSharedMemory.Create(name, size).Dispose();
            PosixSharedMemory.Delete(name);
        }
    }

    private readonly struct OpenAndClose(string name) : IBenchOperation
    {
        public void Do(int size) => PosixSharedMemory.Open(name).Dispose();
    }

    private readonly struct MapAndUnmap(PosixSharedMemory memory) : IBenchOperation
    {
        public void Do(int size) => MemoryMapping.Map(memory).Dispose();
    }
}
