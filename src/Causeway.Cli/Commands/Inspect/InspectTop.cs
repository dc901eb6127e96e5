using Causeway.Cli.Commands.Inspect.Top;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect;

/// <summary><c>causeway top</c>.</summary>
internal static class InspectTop
{
    private static readonly VerbOption s_interval = new("--interval", "TIME", "from one look to the next: 2, 500ms; a second unless given");
    private static readonly VerbOption s_once = new("--once", Value: null, "print all rows once, after two looks, and end; so too where there is no terminal");
    private static readonly VerbOption s_filter = new("--filter", "TEXT", "only rows with this text in id, kind, name or a process, as the key /");
    private static readonly VerbOption s_sort = new("--sort", "COLUMN", "by this column; by rate unless given");

    private static readonly Verb s_verb = new("", ["[KIND...]"], "Shows what moves through the objects of this machine, and who waits, as it changes.",
        [s_interval, s_filter, s_sort, s_once, ObjectDescription.Json with { Help = "a JSON object a line for each look, until interrupted; one with --once" }], Run);

    public static readonly VerbGroup Group = new("top", "what moves, live", [s_verb],
        $"""
        Columns: {string.Join(' ', TopColumn.All.Select(static column => column.Name))}.
        Keys: / filter, s and 1-7 sort, r reverse, arrows, Enter one object, Esc back, q quit.
        Rate is what the depth grew or shrank by in a second: at least so much moved, as the kernel does not
        count what came and went between two looks. Of connections it is what was sent both ways, exactly.
        "moves": used at the same depth (System V objects, by the times of their last use). "-": not told, as shared memory
        leaves no trace of its use.
        KIND is as in causeway ls.
        """)
    {
        Default = s_verb,
        RunsAlone = true,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        TimeSpan interval = arguments.Duration(s_interval) ?? TimeSpan.FromSeconds(1);
        if (interval < TimeSpan.FromMilliseconds(1))
            throw new UsageException($"{s_interval.Name} {arguments.Text(s_interval)}: a time of a millisecond or more is needed");
        HashSet<string>? words = KindWords.Parse(arguments.Operands);
        TopView view = new() { Kinds = words, Filter = arguments.Text(s_filter) ?? "", Sort = arguments.Text(s_sort) is { } column ? TopColumn.Find(column) : TopColumn.Usual };
        StandardDescriptor.CheckOutput();
        TopLooks looks = new(KindWords.KindsOf(words));
        if (arguments.Has(ObjectDescription.Json))
            WriteLooks(looks, view, interval, arguments.Has(s_once), interruption.Token);
        else if (arguments.Has(s_once) || !TerminalScreen.IsPossible)
            WriteOnce(looks, view, interval, interruption.Token);
        else
            new TopSession(looks, view, interval).Run(interruption.Token);
        return 0;
    }

    private static void WriteOnce(TopLooks looks, TopView view, TimeSpan interval, CancellationToken token)
    {
        TakeSecond(looks, view, interval, token);
        using StreamWriter writer = new(Console.OpenStandardOutput());
        foreach (string line in TopScreen.Plain(view))
            writer.Write(line + "\n");
    }

    private static void WriteLooks(TopLooks looks, TopView view, TimeSpan interval, bool once, CancellationToken token)
    {
        using Stream output = Console.OpenStandardOutput();
        TakeSecond(looks, view, interval, token);
        while (true)
        {
            InspectionSnapshot now = view.Look!.Snapshot;
            using MemoryStream text = new();
            ObjectDescription.WriteObject(text,
            [
                new("time", now.Time), new("milliseconds", now.Duration.TotalMilliseconds), new("processes", now.Processes.Length), new("objects", view.Look.Rows.Count),
                new("ends", now.Ends.Length), new("rows", view.Rows.Select(static row => row.Facts).ToArray()),
            ]);
            output.Write(text.GetBuffer(), 0, (int)text.Length);
            output.Flush();
            if (once || StandardDescriptor.IsOutputUnread())
                return;
            Pause(interval, token);
            view.Show(looks.Take());
        }
    }

    /// <summary>A rate is between two.</summary>
    private static void TakeSecond(TopLooks looks, TopView view, TimeSpan interval, CancellationToken token)
    {
        looks.Take();
        Pause(interval, token);
        view.Show(looks.Take());
    }

    private static void Pause(TimeSpan interval, CancellationToken token)
    {
        token.WaitHandle.WaitOne(interval);
        token.ThrowIfCancellationRequested();
    }
}
