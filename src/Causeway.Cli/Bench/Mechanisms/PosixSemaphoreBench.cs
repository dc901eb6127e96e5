using Causeway.Cli.Bench.Workers;
using Causeway.Cli.Tour.Mechanisms;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Named POSIX semaphores.</summary>
internal sealed class PosixSemaphoreBench : IBenchMechanism
{
    public string Name => "posix-semaphore";

    public string Baseline => "posix_semaphore";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Uncontended, Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IBenchLink CreateLink()
    {
        string forth = Create();
        try
        {
            string back = Create();
            return new NamedLink(
                end => end switch
                {
                    LinkEnd.Alone => [forth, forth],
                    LinkEnd.First => [forth, back],
                    _ => [back, forth],
                },
                () =>
                {
                    PosixSemaphore.TryDelete(forth);
                    PosixSemaphore.TryDelete(back);
                });
        }
        catch
        {
            PosixSemaphore.TryDelete(forth);
            throw;
        }
    }

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(names), way).Run();

    private static string Create()
    {
        string name = UniqueName.Create("/", "bench");
        PosixSemaphore.Create(name, 0).Dispose();
        return name;
    }

    private readonly struct Turn(IReadOnlyList<string> names) : IBenchTurn
    {
        private readonly PosixSemaphore _output = PosixSemaphore.Open(names[0]);
        private readonly PosixSemaphore _input = PosixSemaphore.Open(names[1]);

        public void Give() => _output.Post();

        public void Await() => _input.Wait();
    }
}
