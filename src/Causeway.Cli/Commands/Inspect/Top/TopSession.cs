using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>The live screen: a look at each interval, a new drawing at each key and each change of the terminal's size.</summary>
internal sealed class TopSession(TopLooks looks, TopView view, TimeSpan interval)
{
    /// <summary>Keys as they come; none of them for another reason to draw.</summary>
    private readonly BlockingCollection<List<TopKey>> _events = [];

    /// <summary>Until the user ends it.</summary>
    /// <exception cref="OperationCanceledException">A signal did.</exception>
    public void Run(CancellationToken token)
    {
        using TerminalScreen screen = TerminalScreen.Open();
        using PosixSignalRegistration resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _events.Add([]));
        _ = Task.Factory.StartNew(ReadKeys, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        long next = Stopwatch.GetTimestamp();
        while (!view.IsDone)
        {
            if (Stopwatch.GetTimestamp() >= next)
            {
                view.Show(looks.Take());
                next = Math.Max(next + (long)(interval.TotalSeconds * Stopwatch.Frequency), Stopwatch.GetTimestamp());
            }

            (int width, int height) = TerminalScreen.Size;
            (List<string> lines, int marked) = TopScreen.Of(view, width, height);
            screen.Draw(lines, marked);
            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (_events.TryTake(out List<TopKey>? keys, Math.Max(1, (int)Math.Ceiling(left.TotalMilliseconds)), token))
                keys.ForEach(key => view.Press(key, TopScreen.PageOf(height)));
        }
    }

    private void ReadKeys()
    {
        byte[] buffer = new byte[256];
        while (TerminalScreen.TryReadKeys(buffer, out List<TopKey> keys))
            _events.Add(keys);

        // The terminal is gone.
        _events.Add([new TopKey(TopKeyKind.Character, "q")]);
    }
}
