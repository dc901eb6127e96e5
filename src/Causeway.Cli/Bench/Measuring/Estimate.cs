namespace Causeway.Cli.Bench.Measuring;

/// <summary>A median and the interval that holds the true one with a probability of at least 95 %.</summary>
/// <param name="Median">The middle one, or the mean of the two in the middle.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
internal readonly record struct Estimate(double Median, double Low, double High)
{
    private const double OutsideEachSide = 0.025;

    /// <summary>The estimate of some measurements; whatever their distribution is, by their order alone.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Estimate Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("No measurement.", nameof(values));
        int rank = RankOutside(sorted.Length);
        return new Estimate(MedianOfSorted(sorted), sorted[rank], sorted[sorted.Length - 1 - rank]);
    }

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public static double MedianOf(IEnumerable<double> values) => MedianOfSorted([.. values.Order()]);

    private static double MedianOfSorted(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>
    /// How many of the smallest lie outside. How many of n measurements are below the true median is binomial with p = 1/2:
    /// the most that are so with a probability of at most 2.5 % can be left out on each side.
    /// </summary>
    private static int RankOutside(int count)
    {
        double term = Math.Pow(0.5, count);
        double below = 0;
        int rank = 0;
        while (rank < count / 2)
        {
            below += term;
            if (below > OutsideEachSide)
                break;
            term *= (double)(count - rank) / (rank + 1);
            rank++;
        }

        return Math.Max(0, rank - 1);
    }
}
