using System.Diagnostics;
using System.Globalization;
using Causeway.Cli.Output;

namespace Causeway.Cli.Bench.Output;

/// <summary>How far the benchmark is.</summary>
/// <param name="line">Says it, and is removed with this.</param>
/// <param name="cells">How many there are to measure.</param>
internal sealed class BenchProgress(TerminalLine line, int cells) : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _done;

    /// <summary>The processes of a mechanism are started.</summary>
    public void Prepare(string mechanism) => Write($"{mechanism}: warming up");

    /// <summary>The next cell is measured.</summary>
    public void Begin(string mechanism, Metric metric, int size) =>
        Write($"{mechanism}: {metric.Label()}{(size > 0 ? string.Create(CultureInfo.InvariantCulture, $", {size:N0} bytes") : "")}");

    /// <summary>It is done.</summary>
    public void End() => _done++;

    /// <summary>Removes the line.</summary>
    public void Dispose() => line.Dispose();

    private void Write(string what)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string left = _done == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", about {elapsed * (cells - _done) / _done:m\\:ss} left");
        line.Write($"{_done}/{cells} {what}{left}");
    }
}
