using System.Runtime.CompilerServices;
using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Two named events with automatic reset, one for each direction, beside a futex whose word says whose turn it is.</summary>
internal sealed class NamedEventBench : IBenchMechanism
{
    public string Name => "named-event";

    public string Baseline => "futex";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IReadOnlyList<Way> Ways { get; } = [Way.Blocking, Way.Inline, Way.Pool];

    public IBenchLink CreateLink()
    {
        string forth = UniqueName.Create("", "bench");
        string back = UniqueName.Create("", "bench");
        return new NamedObjectLink(
            new FutexBench().CreateLink(),
            end => end == LinkEnd.First ? [forth, back] : [back, forth],
            () =>
            {
                NamedEvent.Create(forth, initialState: false, EventResetMode.AutoReset).Dispose();
                NamedEvent.Create(back, initialState: false, EventResetMode.AutoReset).Dispose();
            },
            [forth, back]);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(names, way), way).Run();

    private readonly struct Turn(IReadOnlyList<string> names, Way way) : IBenchTurn
    {
        private readonly NamedEvent _output = NamedEvent.OpenExisting(names[3]);
        private readonly NamedEvent _input = Open(names[4], way);

        public void Give() => _output.Set();

        public void Await() => _input.WaitOne();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        public async ValueTask AwaitAsync() => await _input.WaitOneAsync().ConfigureAwait(false);

        private static NamedEvent Open(string name, Way way)
        {
            var opened = NamedEvent.OpenExisting(name);
            opened.InlineContinuations = way == Way.Inline;
            return opened;
        }
    }
}
