using System.Diagnostics;
using System.Globalization;
using Causeway.Cli.Output;

namespace Causeway.Cli.Bench.Output;

/// <summary>How far the benchmark is, on the terminal's standard error.</summary>
/// <param name="cells">How many there are to measure.</param>
internal sealed class BenchProgress(int cells) : IDisposable
{
    private readonly TerminalLine _line = new();
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
    public void Dispose() => _line.Dispose();

    private void Write(string what)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string left = _done == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", about {elapsed * (cells - _done) / _done:m\\:ss} left");
        _line.Write($"{_done}/{cells} {what}{left}");
    }
}
