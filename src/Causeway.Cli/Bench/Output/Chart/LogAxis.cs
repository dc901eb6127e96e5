namespace Causeway.Cli.Bench.Output.Chart;

/// <summary>A logarithmic axis from a power of ten to another, so that equal distances are equal ratios.</summary>
internal sealed class LogAxis
{
    private const double FewDecades = 2;
    private static readonly double[] s_coarse = [1];
    private static readonly double[] s_fine = [1, 2, 5];
    private readonly double _from;
    private readonly double _decades;
    private readonly double _left;
    private readonly double _width;

    /// <summary>An axis that holds the values.</summary>
    /// <param name="values">All positive.</param>
    /// <param name="left">Where it begins in the picture.</param>
    /// <param name="width">How long it is there.</param>
    public LogAxis(IReadOnlyCollection<double> values, double left, double width)
    {
        _from = Math.Floor(Math.Log10(values.Min()));
        _decades = Math.Max(1, Math.Ceiling(Math.Log10(values.Max())) - _from);
        _left = left;
        _width = width;
    }

    /// <summary>The powers of ten on it; where they are few, their double and fivefold too.</summary>
    public IEnumerable<double> Ticks =>
        Enumerable.Range(0, (int)_decades + 1)
            .SelectMany(index => (_decades > FewDecades ? s_coarse : s_fine).Select(step => step * Math.Pow(10, _from + index)))
            .Where(tick => tick <= Math.Pow(10, _from + _decades));

    /// <summary>Where a value is in the picture.</summary>
    public double PositionOf(double value) => _left + (_width * (Math.Log10(value) - _from) / _decades);
}
