using System.Globalization;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A private System V semaphore set of two. Every operation is a system call.</summary>
internal sealed class SysVSemaphoreBench : IBenchMechanism
{
    public string Name => "sysv-semaphore";

    public string Baseline => "sysv_semaphore";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Cpu, Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IBenchLink CreateLink()
    {
        var set = SysVSemaphoreSet.Create(SysVKey.Private, [0, 0]);
        string id = set.Id.ToString(CultureInfo.InvariantCulture);
        return new NamedLink(
            end => end switch
            {
                LinkEnd.Alone => [id, "0", "0"],
                LinkEnd.First => [id, "0", "1"],
                _ => [id, "1", "0"],
            },
            () => set.TryDelete(),
            opensAgain: true);
    }

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(names), way).Run();

    private readonly struct Turn(IReadOnlyList<string> names) : IBenchTurn
    {
        private readonly SysVSemaphoreSet _set = new(Number(names[0]));
        private readonly SysVSemaphoreOperation _add = SysVSemaphoreOperation.Add(Number(names[1]));
        private readonly SysVSemaphoreOperation _take = SysVSemaphoreOperation.Take(Number(names[2]));

        public void Give() => _set.Operate(new ReadOnlySpan<SysVSemaphoreOperation>(in _add));

        public void Await() => _set.Operate(new ReadOnlySpan<SysVSemaphoreOperation>(in _take));

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
