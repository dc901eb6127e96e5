using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A named semaphore that nobody else wants, beside libc's robust mutex: what else knows who holds it.</summary>
internal sealed class NamedSemaphoreBench : IBenchMechanism
{
    public string Name => "named-semaphore";

    public string Baseline => "mutex";

    public IReadOnlyList<string> BaselineArguments => ["robust"];

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Uncontended];

    public IBenchLink CreateLink()
    {
        string name = UniqueName.Create("", "bench");
        return new NamedObjectLink(
            SharedPage.Link(static (page, _) => [page]),
            _ => [name],
            () => NamedSemaphore.Create(name, 0).Dispose(),
            [name]);
    }

    public void Work(Way way, IReadOnlyList<string> names) =>
        new RepeatLoop().With(WorkerVerb.Alone, new Pair(NamedSemaphore.OpenExisting(names[1]))).Run();

    private readonly struct Pair(NamedSemaphore semaphore) : IBenchOperation
    {
        public void Do(int size)
        {
            semaphore.Release();
            semaphore.WaitOne();
        }
    }
}
