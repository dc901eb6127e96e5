using System.Globalization;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>A mutex and a condition that guard the word which says whose turn it is.</summary>
internal sealed class ConditionBench : IBenchMechanism
{
    private const int MutexAt = 0;
    private const int ConditionAt = 64;
    private const int WordAt = 128;

    public string Name => "condition";

    public string Baseline => "condition";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IBenchLink CreateLink() => SharedPage.Link(
        static (name, end) => [end == LinkEnd.First ? "first" : "second", name, .. ((int[])[MutexAt, ConditionAt, WordAt]).Select(static at => at.ToString(CultureInfo.InvariantCulture))],
        static page =>
        {
            PosixMutex.Create(LockPlace.In(page, MutexAt), PosixMutexKind.Normal, robust: false).Dispose();
            PosixCondition.Create(LockPlace.In(page, ConditionAt)).Dispose();
        });

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(SharedPage.Map(names[1]), isFirst: names[0] == "first"), way).Run();

    private readonly struct Turn(MemoryMapping page, bool isFirst) : IBenchTurn
    {
        private readonly PosixMutex _mutex = PosixMutex.Open(LockPlace.In(page, MutexAt));
        private readonly PosixCondition _condition = PosixCondition.Open(LockPlace.In(page, ConditionAt));
        private readonly int _mine = isFirst ? 0 : 1;

        private ref int Word => ref page.GetReference<int>(WordAt);

        public void Give()
        {
            _mutex.Lock();
            Word = 1 - _mine;
            _condition.Signal();
            _mutex.Unlock();
        }

        public void Await()
        {
            _mutex.Lock();
            while (Word != _mine)
                _condition.Wait(_mutex);
            _mutex.Unlock();
        }
    }
}
