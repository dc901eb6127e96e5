using System.Diagnostics;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Starting a program that does nothing, and waiting for its end, beside System.Diagnostics.Process.</summary>
internal sealed class SpawnBench : IBenchMechanism
{
    private const string Nothing = "/bin/true";

    public string Name => "spawn";

    public string Baseline => "spawn";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Spawn];

    public IReadOnlyList<Way> WaysAlone => [Way.Blocking, Way.Runtime];

    public IBenchLink CreateLink() => new NamedLink(static _ => [Nothing], static () => { });

    public void Work(Way way, IReadOnlyList<string> names)
    {
        RepeatLoop loop = new();
        _ = way == Way.Runtime ? loop.With(WorkerVerb.Spawn, new OfTheRuntime(names[0])) : loop.With(WorkerVerb.Spawn, new Ours(names[0]));
        loop.Run();
    }

    private readonly struct Ours(string program) : IBenchOperation
    {
        public void Do(int size)
        {
            using ChildProcess child = ChildProcess.Start(program);
            child.WaitForExit();
        }
    }

    private readonly struct OfTheRuntime(string program) : IBenchOperation
    {
        public void Do(int size)
        {
            using Process process = Process.Start(program);
            process.WaitForExit();
        }
    }
}
