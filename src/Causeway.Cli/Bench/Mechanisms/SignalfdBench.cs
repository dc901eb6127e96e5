using System.Runtime.CompilerServices;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Signals with a value, read from a signalfd.</summary>
internal sealed class SignalfdBench : IBenchMechanism
{
    public string Name => "signalfd";

    public string Baseline => "signalfd";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Cpu, Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IReadOnlyList<Way> Ways { get; } = [Way.Blocking, Way.Inline, Way.Pool];

    public IBenchLink CreateLink() => SignalLink.Create();

    public void Work(Way way, IReadOnlyList<string> names)
    {
        using SignalReceiver receiver = new(SignalLink.Turn) { InlineContinuations = way == Way.Inline };
        new TurnLoop<Turn>(new Turn(new SignalLink.Pids(names), receiver), way).Run();
    }

    private readonly struct Turn(SignalLink.Pids pids, SignalReceiver receiver) : IBenchTurn
    {
        private readonly Signal _signal = SignalLink.Turn.Single();

        public void Give() => Signals.Queue(pids.Theirs, _signal, 1);

        public void Await() => receiver.Receive();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        public async ValueTask AwaitAsync() => await receiver.ReceiveAsync().ConfigureAwait(false);
    }
}
