using Causeway.Cli.Bench.Measuring;

namespace Causeway.Cli.Tests.Bench;

public sealed class EstimateTests
{
    [Theory]
    [InlineData(3, new double[] { 5, 1, 3 })]
    [InlineData(2.5, new double[] { 4, 1, 3, 2 })]
    [InlineData(7, new double[] { 7 })]
    public void Median_IsTheMiddleOne_OrTheMeanOfTwo(double expected, double[] values) =>
        Assert.Equal(expected, Estimate.Of(values).Median);

    // The ranks of the tables for the sign test at 95 %: of n in order, the k-th from either end.
    [Theory]
    [InlineData(5, 1)] // no interval of five reaches 95 %: all of them
    [InlineData(6, 1)]
    [InlineData(9, 2)]
    [InlineData(15, 4)]
    [InlineData(20, 6)]
    [InlineData(30, 10)]
    public void Interval_HoldsTheRanksOfTheSignTest(int count, int rank)
    {
        // Ranks as values, in some other order.
        Estimate estimate = Estimate.Of(Enumerable.Range(1, count).Select(static value => (double)value).OrderBy(static value => value * 7 % 31));
        Assert.Equal(rank, estimate.Low);
        Assert.Equal(count + 1 - rank, estimate.High);
    }

    [Fact]
    public void None_IsRefused() => Assert.Throws<ArgumentException>(() => Estimate.Of([]));
}
