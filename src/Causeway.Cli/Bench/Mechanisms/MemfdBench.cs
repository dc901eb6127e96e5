using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>memfds. Opening one is opening that of a process, here of this one.</summary>
internal sealed class MemfdBench : IBenchMechanism
{
    private const string Label = "bench";

    public string Name => "memfd";

    public string Baseline => "memfd";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Create, Metric.Open, Metric.Attach, Metric.Copy];

    public IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => MemorySizes.Of(metric);

    public IBenchLink CreateLink() => new NamedLink(static _ => [Label], static () => { });

    public void Work(Way way, IReadOnlyList<string> names)
    {
        var file = MemoryFile.Create(Label, MemorySizes.Object);
        new RepeatLoop()
            .With(WorkerVerb.Create, default(CreateAndClose))
            .With(WorkerVerb.Open, new OpenAndClose(file))
            .With(WorkerVerb.Attach, new MapAndUnmap(file))
            .WithCopies(MapForCopies())
            .Run();
    }

    private static CopyLoop.Mapped MapForCopies()
    {
        using var file = MemoryFile.Create(Label, WorkerLimits.CopiedBytes);
        var mapping = MemoryMapping.Map(file.Descriptor);
        return () => mapping.Lease();
    }

    private readonly struct CreateAndClose : IBenchOperation
    {
        public void Do(int size) => MemoryFile.Create(Label, size).Dispose();
    }

    private readonly struct OpenAndClose(MemoryFile file) : IBenchOperation
    {
        public void Do(int size) => MemoryFile.FromProcess(Environment.ProcessId, file.Descriptor.Number).Dispose();
    }

    private readonly struct MapAndUnmap(MemoryFile file) : IBenchOperation
    {
        public void Do(int size) => MemoryMapping.Map(file.Descriptor).Dispose();
    }
}
