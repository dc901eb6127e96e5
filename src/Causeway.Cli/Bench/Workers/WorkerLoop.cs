using Causeway.Cli.Bench.Mechanisms;

namespace Causeway.Cli.Bench.Workers;

/// <summary>The commands of <c>bench/worker.h</c>, done by the library.</summary>
internal sealed partial class WorkerLoop<TChannel>(TChannel channel, Way way)
    where TChannel : struct, IBenchChannel
{
    private readonly TChannel _channel = channel;
    private readonly byte[] _message = GC.AllocateArray<byte>(WorkerLimits.MessageBytes, pinned: true);
    private readonly long[] _trips = new long[WorkerLimits.Count];

    /// <summary>Answers commands until standard input ends.</summary>
    public void Run()
    {
        if (way == Way.Blocking)
            RunBlocking();
        else if (way == Way.Inline)
            RunAsync().GetAwaiter().GetResult();
        else
            Task.Run(RunAsync).GetAwaiter().GetResult();
    }

    private void RunBlocking()
    {
        Console.Out.WriteLine("ready");
        while (WorkerCommand.Read() is { } command)
        {
            var meter = Meter.Start();
            DoBlocking(command.Verb, command.Size, command.Count);
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
            Array.Sort(_trips, 0, command.Count);
            sample = sample with { P50 = Trip(command.Count, 500), P99 = Trip(command.Count, 990), P999 = Trip(command.Count, 999) };
        }

        Console.Out.WriteLine(sample.ToString());
    }

    private long Trip(int count, int perMille) => _trips[(long)count * perMille / 1000];
}
