using System.Globalization;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>Two processes, or one with itself, that signal each other: each writes its pid into a page that both map.</summary>
internal static class SignalLink
{
    /// <summary>As in <c>bench/signals.h</c>.</summary>
    public static readonly SignalSet Turn = SignalSet.Of(new Signal(40));

    private static readonly string[] s_places = ["0", "4"];

    /// <summary>Makes one.</summary>
    public static IBenchLink Create() => new Blocked(SharedPage.Link(static (name, end) => end switch
    {
        LinkEnd.Alone => [name, s_places[0], s_places[0]],
        LinkEnd.First => [name, s_places[0], s_places[1]],
        _ => [name, s_places[1], s_places[0]],
    }));

    /// <summary>Every thread of the worker has to block the signal.</summary>
    private sealed class Blocked(IBenchLink page) : IBenchLink
    {
        public IReadOnlyList<string> Attach(LinkEnd end, ChildProcessOptions options)
        {
            options.BlockedSignals = Turn;
            return page.Attach(end, options);
        }

        public void RemoveNames() => page.RemoveNames();

        public void Dispose() => page.Dispose();
    }

    /// <summary>Where this process's pid stands, and the other's.</summary>
    public readonly struct Pids
    {
        private readonly Futex _theirs;

        public Pids(IReadOnlyList<string> names)
        {
            MemoryMapping page = SharedPage.Map(names[0]);
            Futex mine = new(page, int.Parse(names[1], CultureInfo.InvariantCulture));
            Volatile.Write(ref mine.Word, Environment.ProcessId);
            _theirs = new Futex(page, int.Parse(names[2], CultureInfo.InvariantCulture));
        }

        /// <summary>The other has written it before the first command is given.</summary>
        public int Theirs => _theirs.Word;
    }
}
