using System.Diagnostics;
using System.Globalization;

namespace Causeway.Cli.Bench.Output;

/// <summary>One line on the terminal's standard error that is written over and removed at the end; nothing where that is no terminal.</summary>
/// <param name="cells">How many there are to measure.</param>
internal sealed class BenchProgress(int cells) : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private readonly bool _visible = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _done;

    /// <summary>The processes of a mechanism are started.</summary>
    public void Prepare(string mechanism) => Write($"{mechanism}: warming up");

    /// <summary>The next cell is measured.</summary>
    public void Begin(string mechanism, Metric metric, int size) => Write($"{mechanism}: {metric.Label()}, {size.ToString("N0", CultureInfo.InvariantCulture)} bytes");

    /// <summary>It is done.</summary>
    public void End() => _done++;

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        if (_visible)
            Console.Error.Write(ClearLine);
    }

    private void Write(string what)
    {
        if (!_visible)
            return;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string left = _done == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", about {elapsed * (cells - _done) / _done:m\\:ss} left");
        Console.Error.Write($"{ClearLine}{_done}/{cells} {what}{left}");
    }
}
