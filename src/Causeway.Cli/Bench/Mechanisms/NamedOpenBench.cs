using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Opening a named object that exists, which joins those who use it, beside shm_open alone. No other object of the domain is open.</summary>
internal sealed class NamedOpenBench : IBenchMechanism
{
    public string Name => "named-open";

    public string Baseline => "posix_shm";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Open];

    public IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => MemorySizes.Of(metric);

    public IBenchLink CreateLink()
    {
        string name = UniqueName.Create("", "bench");
        return new NamedObjectLink(
            new PosixShmBench().CreateLink(),
            _ => [name],
            () => NamedLock.Create(name).Dispose(),
            [name],
            opensAgain: true);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new RepeatLoop().With(WorkerVerb.Open, new OpenAndClose(names[2])).Run();

    private readonly struct OpenAndClose(string name) : IBenchOperation
    {
        public void Do(int size) => NamedLock.OpenExisting(name).Dispose();
    }
}
