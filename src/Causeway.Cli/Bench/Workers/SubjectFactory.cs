using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>Starts the processes of one mechanism.</summary>
internal sealed class SubjectFactory(IBenchMechanism mechanism, BaselinePrograms programs, CancellationToken interrupted)
{
    /// <summary>One process that receives what it sends.</summary>
    public Subject Alone(Way way, int cpu) => Start(way, link => (Worker(way, link, LinkEnd.Alone, cpu), null));

    /// <summary>Two processes.</summary>
    public Subject Pair(Way way, int firstCpu, int secondCpu) =>
        Start(way, link =>
        {
            WorkerProcess first = Worker(way, link, LinkEnd.First, firstCpu);
            try
            {
                return (first, Worker(way, link, LinkEnd.Second, secondCpu));
            }
            catch
            {
                first.Dispose();
                throw;
            }
        });

    private Subject Start(Way way, Func<IBenchLink, (WorkerProcess First, WorkerProcess? Second)> start)
    {
        IBenchLink link = mechanism.CreateLink();
        try
        {
            (WorkerProcess first, WorkerProcess? second) = start(link);
            return new Subject(way, link, first, second);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private WorkerProcess Worker(Way way, IBenchLink link, LinkEnd end, int cpu)
    {
        ChildProcessOptions attached = new("", []);
        IReadOnlyList<string> names = link.Attach(end, attached);
        ChildProcessOptions options = programs.Pinned(cpu, way == Way.C ? Baseline(names) : Ours(way, names));
        foreach ((int number, System.Runtime.InteropServices.SafeHandle handle) in attached.Descriptors)
            options.Descriptors[number] = handle;
        WorkerProcess worker = new($"the {mechanism.Name} worker ({way.Label()})", options, interrupted);
        try
        {
            worker.Hear();
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    private ChildProcessOptions Baseline(IReadOnlyList<string> names) => new(programs.Compile(mechanism.Baseline), [.. mechanism.BaselineArguments, .. names]);

    /// <summary>With the runtime's default settings, as any application of the library has them; the command itself turns the profile off to start faster.</summary>
    private ChildProcessOptions Ours(Way way, IReadOnlyList<string> names)
    {
        ChildProcessOptions options = ThisProgram.With([BenchWorker.Verb, mechanism.Name, way.ToString(), .. names]);
        options.Environment["DOTNET_TieredPGO"] = "1";
        return options;
    }
}
