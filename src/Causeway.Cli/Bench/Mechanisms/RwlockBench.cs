using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>The reader's side of a process-shared read-write lock that nobody else wants.</summary>
internal sealed class RwlockBench : IBenchMechanism
{
    public string Name => "rwlock";

    public string Baseline => "rwlock";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Uncontended];

    public IBenchLink CreateLink() => SharedPage.Link(static (name, _) => [name]);

    public void Work(Way way, IReadOnlyList<string> names)
    {
        var rwlock = PosixReaderWriterLock.Create(LockPlace.In(SharedPage.Map(names[0])));
        new RepeatLoop().With(WorkerVerb.Alone, new Pair(rwlock)).Run();
    }

    private readonly struct Pair(PosixReaderWriterLock rwlock) : IBenchOperation
    {
        public void Do(int size)
        {
            rwlock.LockRead();
            rwlock.Unlock();
        }
    }
}
