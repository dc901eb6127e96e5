using System.Runtime.InteropServices;
using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>Starts the processes of one mechanism; <see cref="Subject.AwaitReady"/> waits until they are.</summary>
internal sealed class SubjectFactory(IBenchMechanism mechanism, BaselinePrograms programs, CancellationToken interrupted)
{
    /// <summary>One process that receives what it sends.</summary>
    public Subject Alone(Way way, int cpu) => Start(way, (LinkEnd.Alone, cpu));

    /// <summary>Two processes.</summary>
    public Subject Pair(Way way, int firstCpu, int secondCpu) => Start(way, (LinkEnd.First, firstCpu), (LinkEnd.Second, secondCpu));

    private Subject Start(Way way, params ReadOnlySpan<(LinkEnd End, int Cpu)> places)
    {
        IBenchLink link = mechanism.CreateLink();
        List<WorkerProcess> workers = [];
        try
        {
            foreach ((LinkEnd end, int cpu) in places)
                workers.Add(Start(way, link, end, cpu));
            return new Subject(way, link, workers);
        }
        catch
        {
            workers.ForEach(static one => one.Dispose());
            link.Dispose();
            throw;
        }
    }

    private WorkerProcess Start(Way way, IBenchLink link, LinkEnd end, int cpu)
    {
        ChildProcessOptions attached = new("", []);
        IReadOnlyList<string> names = link.Attach(end, attached);
        ChildProcessOptions options = programs.Pinned(cpu, way == Way.C ? Baseline(names) : Ours(way, names));
        foreach ((int number, SafeHandle handle) in attached.Descriptors)
            options.Descriptors[number] = handle;
        options.BlockedSignals = attached.BlockedSignals;
        return new WorkerProcess($"the {mechanism.Name} worker ({way.Label()})", options, interrupted);
    }

    private ChildProcessOptions Baseline(IReadOnlyList<string> names) =>
        new(programs.Compile(mechanism.Baseline), [.. mechanism.BaselineArguments, .. names]);

    /// <summary>
    /// Compiled while it runs and by its profile, as an application of the library is by default. The command itself is
    /// compiled ahead and does without the profile, to start faster: that code would be measured for seconds.
    /// </summary>
    private ChildProcessOptions Ours(Way way, IReadOnlyList<string> names)
    {
        ChildProcessOptions options = ThisProgram.With([BenchWorker.Verb, mechanism.Name, way.ToString(), .. names]);
        options.Environment["DOTNET_TieredPGO"] = "1";
        options.Environment["DOTNET_ReadyToRun"] = "0";

        // The same code, sooner: by default hot methods wait until for 100 ms no method has been called for the first time,
        // and that again after each step. On one core with a busy thread that took up to four seconds.
        options.Environment["DOTNET_TC_CallCountingDelayMs"] = "1";

        // A killed runtime would leave the socket of its debugger's port.
        options.Environment["DOTNET_EnableDiagnostics"] = "0";
        return options;
    }
}
