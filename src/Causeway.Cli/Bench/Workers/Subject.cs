using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>One way of doing it, ready to be measured: a process alone, or two.</summary>
/// <param name="way">Which way.</param>
/// <param name="link">What is between them.</param>
/// <param name="workers">The one that begins, and the one that answers if there is one.</param>
internal sealed class Subject(Way way, IBenchLink link, IReadOnlyList<WorkerProcess> workers) : IDisposable
{
    /// <summary>Which way.</summary>
    public Way Way => way;

    /// <summary>Waits until the processes have opened their ends. Both are started by then: one may wait for the other.</summary>
    public void AwaitReady()
    {
        foreach (WorkerProcess worker in workers)
            worker.Hear();
        link.RemoveNames();
    }

    /// <summary>Has something done as often as is said.</summary>
    /// <returns>What the process that begins says.</returns>
    public Sample Measure(Metric metric, int size, int count)
    {
        (string begins, string? answers) = (metric.Facts().Begins, metric.Facts().Answers);
        if (answers is not null)
            workers[1].Tell(new WorkerCommand(answers, size, count));
        workers[0].Tell(new WorkerCommand(begins, size, count));
        var sample = Sample.Parse(workers[0].Hear());
        if (answers is not null)
            workers[1].Hear();
        return sample;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (WorkerProcess worker in workers)
            worker.Dispose();
        link.Dispose();
    }
}
