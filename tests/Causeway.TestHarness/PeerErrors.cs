using System.Text;

namespace Causeway.TestHarness;

/// <summary>Collects a peer's standard error while it runs, so that it never waits for room there.</summary>
internal sealed class PeerErrors : IDisposable
{
    private readonly StreamReader _reader;
    private readonly StringBuilder _text = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public PeerErrors(PipeReadEnd pipe)
    {
        _reader = new StreamReader(pipe);
        _reading = ReadAsync();
    }

    /// <summary>Everything up to the end; what came until now where the end does not come in time, because a descendant holds it open.</summary>
    public string ReadToEnd(TimeSpan timeout)
    {
        bool ended = _reading.Wait(timeout);
        lock (_text)
            return ended ? _text.ToString() : $"{_text}(a descendant still holds standard error open)";
    }

    /// <summary>Stops reading, wherever it is.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _reading.GetAwaiter().GetResult();
        _reader.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        try
        {
            while (await _reader.ReadAsync(buffer, _stop.Token) is var count and > 0)
            {
                lock (_text)
                    _text.Append(buffer, 0, count);
            }
        }
        catch (OperationCanceledException)
        {
            // Dispose: nobody asks any more.
        }
    }
}
