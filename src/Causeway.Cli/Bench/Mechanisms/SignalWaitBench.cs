using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Signals with a value, waited for by a thread (sigqueue, sigwaitinfo).</summary>
internal sealed class SignalWaitBench : IBenchMechanism
{
    public string Name => "signal-wait";

    public string Baseline => "signal_wait";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Cpu, Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IBenchLink CreateLink() => SignalLink.Create();

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(new SignalLink.Pids(names)), way).Run();

    private readonly struct Turn(SignalLink.Pids pids) : IBenchTurn
    {
        private readonly Signal _signal = SignalLink.Turn.Single();

        public void Give() => Signals.Queue(pids.Theirs, _signal, 1);

        public void Await() => Signals.Wait(SignalLink.Turn);
    }
}
