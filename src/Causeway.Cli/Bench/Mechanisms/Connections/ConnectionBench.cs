using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>A shared-memory connection beside one opponent.</summary>
internal sealed class ConnectionBench(ConnectionCase one) : IBenchMechanism
{
    public string Name => one.Name;

    public string Baseline => one.Baseline;

    public IReadOnlyList<string> BaselineArguments => one.Arguments;

    public IReadOnlyList<Metric> Metrics => one.Metrics;

    public IReadOnlyList<Way> Ways => one.Ways;

    public IReadOnlyList<int> SizesOf(Metric metric, IReadOnlyList<int> messages) => [one.Size];

    public IBenchLink CreateLink() => new ConnectionLink(one.RingBytes);

    public void Work(Way way, IReadOnlyList<string> names) => LoopOf(way, names).Run();

    private WorkerLoop LoopOf(Way way, IReadOnlyList<string> names)
    {
        SharedConnectionOptions options = one.Options(way);
        if (one.Metrics.Contains(Metric.Open))
            return new RepeatLoop().With(WorkerVerb.Open, new ConnectAndAsk(names, options));
        if (way is Way.Runtime or Way.RuntimeSocket)
            return new MessageLoop<RuntimeChannel, int>(new RuntimeChannel(names, way), Way.Blocking);
        if (one.Batch > 0)
            return new ConnectionBatchLoop(ConnectionMeeting.Meet(names, options), one.Batch);
        if (one.Mode == SharedConnectionMode.Stream)
            return new MessageLoop<ConnectionStreamChannel, int>(new ConnectionStreamChannel(names, options), way);
        return new MessageLoop<ConnectionChannel, int>(new ConnectionChannel(names, options), way);
    }
}
