namespace Causeway.Cli.Bench.Workers;

/// <summary>One way of carrying messages, ready to be measured: a process alone, or two.</summary>
internal sealed class Subject(Way way, IDisposable link, WorkerProcess first, WorkerProcess? second) : IDisposable
{
    /// <summary>Which way.</summary>
    public Way Way => way;

    /// <summary>Has the messages carried.</summary>
    /// <returns>What the process that begins says.</returns>
    public Sample Measure(Metric metric, int size, int count)
    {
        (string begins, string? answers) = metric switch
        {
            Metric.Cpu => (WorkerVerb.Cpu, null),
            Metric.Throughput => (WorkerVerb.Send, WorkerVerb.Drain),
            _ => (WorkerVerb.Ping, WorkerVerb.Pong),
        };
        if (answers is not null)
            second!.Tell(new WorkerCommand(answers, size, count));
        first.Tell(new WorkerCommand(begins, size, count));
        var sample = Sample.Parse(first.Hear());
        if (answers is not null)
            second!.Hear();
        return sample;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        second?.Dispose();
        link.Dispose();
    }
}
