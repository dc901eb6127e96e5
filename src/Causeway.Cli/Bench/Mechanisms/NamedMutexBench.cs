using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A named mutex that nobody else wants, beside libc's robust one and the runtime's named one.</summary>
internal sealed class NamedMutexBench : IBenchMechanism
{
    public string Name => "named-mutex";

    public string Baseline => "mutex";

    public IReadOnlyList<string> BaselineArguments => ["robust"];

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Uncontended];

    public IReadOnlyList<Way> WaysAlone { get; } = [Way.Blocking, Way.Runtime];

    public IBenchLink CreateLink()
    {
        string name = UniqueName.Create("", "bench");
        return new NamedObjectLink(
            SharedPage.Link(static (page, _) => [page]),
            _ => [name],
            () => NamedMutex.Create(name).Dispose(),
            [name]);
    }

    public void Work(Way way, IReadOnlyList<string> names)
    {
        RepeatLoop loop = new();
        if (way == Way.Runtime)
            loop.With(WorkerVerb.Alone, new RuntimePair(new Mutex(initiallyOwned: false, names[1])));
        else
            loop.With(WorkerVerb.Alone, new Pair(NamedMutex.OpenExisting(names[1])));
        loop.Run();
    }

    private readonly struct Pair(NamedMutex mutex) : IBenchOperation
    {
        public void Do(int size)
        {
            mutex.WaitOne();
            mutex.Release();
        }
    }

    private readonly struct RuntimePair(Mutex mutex) : IBenchOperation
    {
        public void Do(int size)
        {
            mutex.WaitOne();
            mutex.ReleaseMutex();
        }
    }
}
