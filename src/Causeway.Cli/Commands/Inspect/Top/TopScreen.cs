using System.Globalization;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Inspect.Top;

/// <summary>The lines of a screen. Nothing in them but printable characters.</summary>
internal static class TopScreen
{
    /// <summary>Lines that are no rows: two of totals, the names of the columns, the keys.</summary>
    private const int OtherLines = 4;

    private const string ListKeys = "/ filter  s sort  1-7 column  r reverse  Enter show  q quit";
    private const string ObjectKeys = "Esc back  q quit";

    /// <summary>How many rows fit.</summary>
    public static int PageOf(int height) => Math.Max(1, height - OtherLines);

    /// <summary>What is seen of the list, or of the object that is shown alone; the index of the marked line, -1 for none.</summary>
    public static (List<string> Lines, int Marked) Of(TopView view, int width, int height)
    {
        TopLook look = view.Look!;
        List<string> lines = [Totals(view, look), Blind(look)];
        int marked = -1;
        if (view.Shown is { } id)
        {
            lines.AddRange(OneObject(look, id).Take(Math.Max(0, height - lines.Count - 1)));
        }
        else
        {
            int page = PageOf(height);
            view.KeepInSight(page);
            lines.Add(Header(view));
            marked = view.Rows.Count == 0 ? -1 : lines.Count + view.MarkedIndex - view.First;
            lines.AddRange(view.Rows.Skip(view.First).Take(page).Select(Row));
        }

        while (lines.Count < height - 1)
            lines.Add("");
        lines.Add(view.IsTyping ? $"filter: {PrintableText.Of(view.Typed)}_  (Enter keeps it, Esc drops it)" : view.Shown is null ? ListKeys : ObjectKeys);
        return ([.. lines.Select(line => Cut(line, width))], marked);
    }

    /// <summary>The same for what is no terminal: all rows, nothing of keys.</summary>
    public static IEnumerable<string> Plain(TopView view) => [Totals(view, view.Look!), Blind(view.Look!), Header(view), .. view.Rows.Select(Row)];

    private static string Totals(TopView view, TopLook look)
    {
        InspectionSnapshot now = look.Snapshot;
        string filter = view.Filter.Length == 0 ? "" : $"  filter: {PrintableText.Of(view.Filter)}";
        return string.Create(CultureInfo.InvariantCulture,
            $"causeway top  {now.Time.LocalDateTime:HH:mm:ss}  {now.Processes.Length} {Counted.Word(now.Processes.Length, "process", "processes")}  {look.Rows.Count} {Counted.Word(look.Rows.Count, "object", "objects")}  {now.Ends.Length} {Counted.Word(now.Ends.Length, "end", "ends")}  {look.Rows.Sum(static row => row.Waiting)} waiting  look {now.Duration.TotalMilliseconds:0} ms  sort: {view.Sort.Name}{(view.IsReversed ? " reversed" : "")}{filter}");
    }

    private static string Blind(TopLook look) => string.Join("  ", look.Snapshot.BlindSpots.Select(static spot => PrintableText.Of(spot.Text)));

    private static string Header(TopView view) => Line(static column => column.Name.ToUpperInvariant(), view.Sort);

    private static string Row(TopRow row) => Line(column => column.Cell(row), sort: null);

    private static string Line(Func<TopColumn, string> cell, TopColumn? sort) => string.Join(' ', TopColumn.All.Select(column =>
    {
        string text = cell(column) + (column == sort ? "*" : "");
        return column.Width == 0 ? text : Cut(text, column.Width).PadRight(column.Width);
    })).TrimEnd();

    private static IEnumerable<string> OneObject(TopLook look, IpcObjectId id)
    {
        if (look.Rows.Find(row => row.Object.Id == id) is not { Object: var one } row)
            return ["", $"{id} is gone"];
        Fact[] facts =
        [
            new("id", row.Id), new("kind", row.Kind), new("name", one.Name), new("owner", one.UserId), new("mode", one.Mode is { } mode ? Fact.Mode(mode) : null),
            .. OwnFacts.Of(one).Where(static fact => fact.Value is not Fact[][]), new("depth", row.Depth?.ToString()), new("rate", row.Rate), new("waiting", row.Waiting),
        ];
        int width = facts.Max(static fact => fact.Name.Length);
        return
        [
            "", .. facts.Select(fact => $"{fact.Name.PadRight(width)}  {fact.Printable}"), "",
            .. Table([.. row.Ends.Select(ObjectFacts.OfEnd)]),
            .. Waiters.At(look.Waits, one).Select(static wait =>
                PrintableText.Of(string.Create(CultureInfo.InvariantCulture, $"{ObjectFacts.NameOf(wait.Process)} thread {wait.ThreadId} waits in {wait.Call} for {wait.Awaited}"))),
        ];
    }

    private static string[] Table(Fact[][] rows)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        ObjectList.WriteTable(text, rows);
        return rows.Length == 0 ? ["nobody has it open or mapped"] : text.ToString().TrimEnd('\n').Split('\n');
    }

    /// <summary>No half of a character that takes two places in a string.</summary>
    private static string Cut(string text, int width) =>
        text.Length <= width ? text : width <= 0 ? "" : text[..(width - 1 - (width > 1 && char.IsHighSurrogate(text[width - 2]) ? 1 : 0))] + "…";
}
