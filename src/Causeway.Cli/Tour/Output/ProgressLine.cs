using System.Diagnostics;
using System.Globalization;
using Causeway.Cli.Output;

namespace Causeway.Cli.Tour.Output;

/// <summary>How far the tour is, on the terminal's standard error.</summary>
/// <param name="stations">How many stations there are.</param>
/// <param name="totalBytes">The size of the file.</param>
internal sealed class ProgressLine(int stations, long totalBytes) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly TerminalLine _line = new();
    private string _title = "";
    private int _station;
    private long _written;

    /// <summary>The next station.</summary>
    public void Begin(string title)
    {
        _title = title;
        _station++;
        Write(0);
    }

    /// <summary>That many bytes of it are sent.</summary>
    public void Report(long bytes)
    {
        if (_line.IsVisible && Stopwatch.GetElapsedTime(_written) >= s_interval)
            Write(bytes);
    }

    /// <summary>Removes the line.</summary>
    public void Dispose() => _line.Dispose();

    private void Write(long bytes)
    {
        _written = Stopwatch.GetTimestamp();
        double percent = totalBytes == 0 ? 0 : Math.Min(100, 100.0 * bytes / totalBytes);
        _line.Write(string.Create(CultureInfo.InvariantCulture, $"{_station}/{stations} {_title} {percent:0} %"));
    }
}
