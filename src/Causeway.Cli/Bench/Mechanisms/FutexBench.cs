using System.Globalization;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A futex whose word says whose turn it is.</summary>
internal sealed class FutexBench : IBenchMechanism
{
    public string Name => "futex";

    public string Baseline => "futex";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IBenchLink CreateLink() => SharedPage.Link(static (name, end) => end == LinkEnd.First ? [name, "1", "0"] : [name, "0", "1"]);

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(names), way).Run();

    private readonly struct Turn(IReadOnlyList<string> names) : IBenchTurn
    {
        private readonly Futex _futex = new(SharedPage.Map(names[0]), offset: 0);
        private readonly int _theirs = int.Parse(names[1], CultureInfo.InvariantCulture);
        private readonly int _mine = int.Parse(names[2], CultureInfo.InvariantCulture);

        public void Give()
        {
            // Release, and acquire below: as in C.
            Volatile.Write(ref _futex.Word, _theirs);
            _futex.Wake();
        }

        public void Await()
        {
            while (true)
            {
                int value = Volatile.Read(ref _futex.Word);
                if (value == _mine)
                    return;
                _futex.Wait(value);
            }
        }
    }
}
