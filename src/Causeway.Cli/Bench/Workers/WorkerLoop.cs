namespace Causeway.Cli.Bench.Workers;

/// <summary>Answers commands until standard input ends, as <c>bench/commands.h</c> does in C.</summary>
internal abstract class WorkerLoop(Way way)
{
    /// <summary>How long each round trip took, in the clock's ticks.</summary>
    protected long[] Trips { get; } = new long[WorkerLimits.Trips];

    /// <summary>Runs it.</summary>
    public void Run()
    {
        if (way == Way.Blocking)
            RunBlocking();
        else if (way == Way.Inline)
            RunAsync().GetAwaiter().GetResult();
        else
            Task.Run(RunAsync).GetAwaiter().GetResult();
    }

    /// <summary>Does a command by calls that block.</summary>
    protected abstract void Do(string verb, int size, int count);

    /// <summary>Does a command by asynchronous calls.</summary>
    protected virtual ValueTask DoAsync(string verb, int size, int count) => throw NoSuch(verb);

    /// <summary>What to throw for a command of another kind of worker.</summary>
    protected static ArgumentException NoSuch(string verb) => new($"{verb}: no such command", nameof(verb));

    private void RunBlocking()
    {
        Console.Out.WriteLine("ready");
        while (WorkerCommand.Read() is { } command)
        {
            var meter = Meter.Start();
            Do(command.Verb, command.Size, command.Count);
            Answer(command, meter.Stop());
        }
    }

    /// <summary>Reading a command blocks a thread of the pool, or the one that waits: nobody needs it meanwhile.</summary>
    private async Task RunAsync()
    {
        Console.Out.WriteLine("ready");
        while (WorkerCommand.Read() is { } command)
        {
            var meter = Meter.Start();
            await DoAsync(command.Verb, command.Size, command.Count).ConfigureAwait(false);
            Answer(command, meter.Stop());
        }
    }

    private void Answer(WorkerCommand command, Sample sample)
    {
        if (command.Verb == WorkerVerb.Ping)
        {
            Array.Sort(Trips, 0, command.Count);
            sample = sample with { P50 = Trip(command.Count, 500), P99 = Trip(command.Count, 990), P999 = Trip(command.Count, 999) };
        }

        Console.Out.WriteLine(sample.ToString());
    }

    private long Trip(int count, int perMille) => Trips[(long)count * perMille / 1000];
}
