using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A file's lock (flock) that nobody else wants. Every operation is a system call.</summary>
internal sealed class FlockBench : IBenchMechanism
{
    public string Name => "flock";

    public string Baseline => "flock";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Cpu];

    public IBenchLink CreateLink()
    {
        PrivateDirectory directory = new("bench");
        string path = directory.PathOf("file");
        File.Create(path).Dispose();
        return new NamedLink(_ => [path], directory.Dispose);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new RepeatLoop().With(WorkerVerb.Alone, new Pair(FileLock.Open(names[0]))).Run();

    private readonly struct Pair(FileLock file) : IBenchOperation
    {
        public void Do(int size)
        {
            file.Lock();
            file.Unlock();
        }
    }
}
