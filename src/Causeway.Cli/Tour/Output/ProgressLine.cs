using System.Diagnostics;
using System.Globalization;

namespace Causeway.Cli.Tour.Output;

/// <summary>One line on the terminal's standard error that is written over and removed at the end; nothing where that is no terminal.</summary>
/// <param name="stations">How many stations there are.</param>
/// <param name="totalBytes">The size of the file.</param>
internal sealed class ProgressLine(int stations, long totalBytes) : IDisposable
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    private readonly bool _visible = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
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
        if (_visible && Stopwatch.GetElapsedTime(_written) >= s_interval)
            Write(bytes);
    }

    /// <summary>Removes the line.</summary>
    public void Dispose()
    {
        if (_visible)
            Console.Error.Write(ClearLine);
    }

    private void Write(long bytes)
    {
        if (!_visible)
            return;
        _written = Stopwatch.GetTimestamp();
        double percent = totalBytes == 0 ? 0 : Math.Min(100, 100.0 * bytes / totalBytes);
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{_station}/{stations} {_title} {percent:0} %"));
    }
}
