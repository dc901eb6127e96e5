using Causeway.Cli.Bench;
using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Tests.Bench;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(Metric.Cpu, Way.Blocking, 1.05, Verdict.Met)]
    [InlineData(Metric.Cpu, Way.Blocking, 1.051, Verdict.Missed)]
    [InlineData(Metric.Throughput, Way.Blocking, 0.95, Verdict.Met)]
    [InlineData(Metric.Throughput, Way.Pool, 0.949, Verdict.Missed)]
    [InlineData(Metric.RoundTripSameCore, Way.Blocking, 1.06, Verdict.Missed)]
    [InlineData(Metric.RoundTripSameCore, Way.Inline, 1.5, Verdict.Met)]
    [InlineData(Metric.RoundTripTwoCores, Way.Inline, 1.51, Verdict.Missed)]
    [InlineData(Metric.RoundTripTwoCores, Way.Pool, 4.0, Verdict.Met)]
    [InlineData(Metric.Create, Way.Blocking, 1.2, Verdict.Met)]
    [InlineData(Metric.Open, Way.Blocking, 1.201, Verdict.Missed)]
    [InlineData(Metric.Attach, Way.Blocking, 1.2, Verdict.Met)]
    [InlineData(Metric.Spawn, Way.Blocking, 1.1, Verdict.Met)]
    [InlineData(Metric.Spawn, Way.Blocking, 1.101, Verdict.Missed)]
    [InlineData(Metric.Spawn, Way.Runtime, 0.99, Verdict.Missed)]
    [InlineData(Metric.Copy, Way.Blocking, 0.95, Verdict.Met)]
    [InlineData(Metric.Copy, Way.Blocking, 0.949, Verdict.Missed)]
    internal void Figure_BesideItsBar(Metric metric, Way way, double ratio, Verdict expected) =>
        Assert.Equal(expected, Bar.For(metric, way)!.Judge(ratio, baselineRatio: 1, Bar.LeastRounds));

    [Theory]
    [InlineData(Metric.Uncontended, Way.Blocking, 3.01, Verdict.Missed)]
    [InlineData(Metric.Uncontended, Way.Runtime, 19.9, Verdict.Missed)]
    [InlineData(Metric.Uncontended, Way.Runtime, 20.1, Verdict.Met)]
    [InlineData(Metric.RoundTripSameCore, Way.Blocking, 1.3, Verdict.Met)]
    [InlineData(Metric.RoundTripTwoCores, Way.Inline, 1.61, Verdict.Missed)]
    [InlineData(Metric.Open, Way.Blocking, 100_001, Verdict.Missed)]
    internal void NamedObjects_HaveBarsOfTheirOwn(Metric metric, Way way, double figure, Verdict expected) =>
        Assert.Equal(expected, Bar.For("named-mutex", metric, way)!.Judge(figure, baselineRatio: 1, Bar.LeastRounds));

    [Theory]
    [InlineData("connection", Way.Blocking, 0.95, Verdict.Met)]
    [InlineData("connection-256k", Way.Blocking, 0.949, Verdict.Missed)]
    [InlineData("connection-spsc-4m", Way.Blocking, 0.949, Verdict.Missed)]
    [InlineData("connection-kilobyte", Way.Blocking, 0.9, Verdict.Met)]
    [InlineData("connection-stream", Way.Blocking, 0.79, Verdict.Missed)]
    [InlineData("connection-message-queue", Way.Blocking, 4.9, Verdict.Missed)]
    [InlineData("connection-zmq", Way.Blocking, 10, Verdict.Met)]
    [InlineData("connection-batch", Way.Blocking, 99.9e6, Verdict.Missed)]
    [InlineData("connection-batch-64", Way.Blocking, 100e6, Verdict.Met)]
    [InlineData("connection-spin", Way.Blocking, 1.06, Verdict.Missed)]
    [InlineData("connection-line", Way.Blocking, 2, Verdict.Met)]
    [InlineData("connection-blocked", Way.Blocking, 1.11, Verdict.Missed)]
    [InlineData("connection-blocked", Way.Inline, 1.6, Verdict.Met)]
    [InlineData("connection-blocked", Way.Pool, 4.1, Verdict.Missed)]
    [InlineData("connection-open", Way.Blocking, 2_000_001, Verdict.Missed)]
    internal void Connections_HaveABarForEachOpponent(string mechanism, Way way, double figure, Verdict expected) =>
        Assert.Equal(expected, Bar.For(mechanism, Metric.Throughput, way)!.Judge(figure, baselineRatio: 1, Bar.LeastRounds));

    [Theory]
    [InlineData("connection", Way.RuntimeSocket)]
    [InlineData("connection-nng", Way.Blocking)]
    [InlineData("connection-asleep", Way.Blocking)]
    internal void Connections_WhatIsOnlyShown_HasNoBar(string mechanism, Way way) => Assert.Null(Bar.For(mechanism, Metric.Throughput, way));

    [Theory]
    [InlineData(3, Verdict.Met)]
    [InlineData(-1, Verdict.Met)]
    [InlineData(3.1, Verdict.Missed)]
    internal void Uncontended_IsADifferenceInNanoseconds(double difference, Verdict expected)
    {
        Bar bar = Bar.For(Metric.Uncontended, Way.Blocking)!;
        Assert.Equal(Yardstick.NsMoreThanC, bar.Of);
        Assert.Equal(expected, bar.Judge(difference, baselineRatio: 1, Bar.LeastRounds));
    }

    [Theory]
    [InlineData(Verdict.Met, Verdict.Met, Verdict.Met)]
    [InlineData(Verdict.Met, Verdict.Missed, Verdict.Missed)]
    [InlineData(Verdict.Missed, Verdict.Inconclusive, Verdict.Missed)]
    [InlineData(Verdict.Inconclusive, Verdict.Met, Verdict.Inconclusive)]
    internal void CpuAndWall_BothMustReachIt(Verdict cpu, Verdict wall, Verdict expected) => Assert.Equal(expected, cpu.And(wall));

    [Fact]
    public void Memory_FewerThanAMillionOperations_SayNothing() =>
        Assert.Equal(Verdict.Inconclusive, new MemoryResult("pipe", Way.Blocking, MemoryResult.LeastOperations - 1, 0).Verdict);

    [Theory]
    [InlineData(1.049, 15, Verdict.Met)]
    [InlineData(0.951, 15, Verdict.Met)]
    [InlineData(1.051, 15, Verdict.Inconclusive)]
    [InlineData(0.949, 15, Verdict.Inconclusive)]
    [InlineData(1, 14, Verdict.Inconclusive)]
    internal void BaselineUnsteady_OrRoundsFew_SaysNothing(double baselineRatio, int rounds, Verdict expected) =>
        Assert.Equal(expected, Bar.For(Metric.Cpu, Way.Blocking)!.Judge(figure: 1, baselineRatio, rounds));

    [Fact]
    public void RatioToC_IsOverTheMeanOfItsTwoNeighbours()
    {
        Round round = new([Of(10), Of(30), Of(50)], [Of(20), Of(20)]);
        Assert.Equal(1, round.RatioToC(0));
        Assert.Equal(0.5, round.RatioToC(1));
        Assert.Equal(-20, round.MoreThanC(1));
        Assert.Equal([3, 50.0 / 30], round.BaselineRatios(static one => one.Value));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0-3\n", 0, 1, 2, 3)]
    [InlineData("1,4-5,9", 1, 4, 5, 9)]
    public void CpuList_IsReadAsTheKernelWritesIt(string list, params int[] expected) => Assert.Equal(expected, UsableCpus.Parse(list));

    private static Measured Of(double value) => new(value, 1, default);
}
