using System.Globalization;
using System.Runtime.CompilerServices;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Two eventfds, one for each direction, inherited as descriptors. Every operation is a system call.</summary>
internal sealed class EventfdBench : IBenchMechanism
{
    private const int Output = 3;
    private const int Input = 4;

    public string Name => "eventfd";

    public string Baseline => "eventfd";

    public IReadOnlyList<Metric> Metrics { get; } = [Metric.Cpu, Metric.RoundTripSameCore, Metric.RoundTripTwoCores];

    public IReadOnlyList<Way> Ways { get; } = [Way.Blocking, Way.Inline, Way.Pool];

    public IBenchLink CreateLink()
    {
        var forth = EventCounter.Create();
        try
        {
            return new Link(forth, EventCounter.Create());
        }
        catch
        {
            forth.Dispose();
            throw;
        }
    }

    public void Work(Way way, IReadOnlyList<string> names) => new TurnLoop<Turn>(new Turn(Open(names[0], way), Open(names[1], way)), way).Run();

    private static EventCounter Open(string descriptor, Way way) =>
        new(new SafeFileDescriptor(int.Parse(descriptor, CultureInfo.InvariantCulture))) { InlineContinuations = way == Way.Inline };

    private sealed class Link(EventCounter forth, EventCounter back) : IBenchLink
    {
        public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options)
        {
            options.Descriptors[Output] = (end == LinkEnd.Second ? back : forth).Descriptor;
            options.Descriptors[Input] = (end == LinkEnd.First ? back : forth).Descriptor;
            return [Output.ToString(CultureInfo.InvariantCulture), Input.ToString(CultureInfo.InvariantCulture)];
        }

        public void Dispose()
        {
            forth.Dispose();
            back.Dispose();
        }
    }

    private readonly struct Turn(EventCounter output, EventCounter input) : IBenchTurn
    {
        public void Give() => output.Add();

        public void Await() => input.Read();

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        public async ValueTask AwaitAsync() => await input.ReadAsync().ConfigureAwait(false);
    }
}
