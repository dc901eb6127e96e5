using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>What a listener tells its log, one line after the other.</summary>
internal sealed class MeetingLogger : ILogger, IDisposable
{
    private readonly BlockingCollection<string> _lines = [];

    /// <summary>The next line that says so; those before are dropped.</summary>
    public string WaitFor(string part)
    {
        using var watchdog = new CancellationTokenSource(Watchdog.Limit);
        while (true)
        {
            string line = _lines.Take(watchdog.Token);
            if (line.Contains(part, StringComparison.Ordinal))
                return line;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception) + (exception is null ? "" : " <- " + exception.Message));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => _lines.Dispose();
}
