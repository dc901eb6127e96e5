using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A process-shared mutex that nobody else wants.</summary>
internal sealed class MutexBench(bool robust) : IBenchMechanism
{
    public string Name => robust ? "robust-mutex" : "mutex";

    public string Baseline => "mutex";

    public IReadOnlyList<string> BaselineArguments => [robust ? "robust" : "normal"];

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Uncontended];

    public IBenchLink CreateLink() => SharedPage.Link(static (name, _) => [name]);

    public void Work(Way way, IReadOnlyList<string> names)
    {
        var mutex = PosixMutex.Create(LockPlace.In(SharedPage.Map(names[0])), PosixMutexKind.Normal, robust);
        new RepeatLoop().With(WorkerVerb.Alone, new Pair(mutex)).Run();
    }

    private readonly struct Pair(PosixMutex mutex) : IBenchOperation
    {
        public void Do(int size)
        {
            mutex.Lock();
            mutex.Unlock();
        }
    }
}
