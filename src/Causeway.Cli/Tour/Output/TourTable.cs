using System.Globalization;
using Causeway.Cli.Output;
using Causeway.Cli.Tour.Stations;
using Spectre.Console;

namespace Causeway.Cli.Tour.Output;

/// <summary>The tour as a table, with the reasons of what is not a match below it.</summary>
internal static class TourTable
{
    public static void Write(TourOptions options, IReadOnlyList<StationResult> results)
    {
        IAnsiConsole console = TableConsole.Open();
        Table table = new() { Border = TableBorder.Rounded, Caption = new TableTitle("MB/s: end to end, hashing at both ends included") };
        table.AddColumn("mechanism").AddColumn("found by");
        foreach (string number in (string[])["bytes", "messages", "MB/s"])
            table.AddColumn(new TableColumn(number).RightAligned());
        table.AddColumn("verdict");
        foreach (StationResult result in results)
            table.AddRow([.. Cells(result)]);
        console.MarkupLineInterpolated($"{options.Input}");
        console.Write(table);
        foreach (StationResult result in results.Where(one => one.Reason is not null))
            console.MarkupLineInterpolated($"{result.Mechanism.Name}: {result.Reason}");
    }

    private static IEnumerable<Markup> Cells(StationResult result)
    {
        yield return Text(result.Mechanism.Title);
        yield return Text(result.Mechanism.FoundBy);
        bool carried = result.Verdict is not Verdict.Unavailable;
        yield return Text(carried ? result.Bytes.ToString("N0", CultureInfo.InvariantCulture) : "");
        yield return Text(carried ? Messages(result) : "");
        yield return Text(result.Verdict == Verdict.Match && result.MegabytesPerSecond is { } speed ? speed.ToString("N0", CultureInfo.InvariantCulture) : "");
        yield return result.Verdict switch
        {
            Verdict.Match => new Markup("[green]match[/]"),
            Verdict.Mismatch => new Markup("[red]MISMATCH[/]"),
            Verdict.Failed => new Markup("[red]FAILED[/]"),
            Verdict.Unavailable => new Markup("[yellow]unavailable[/]"),
            _ => new Markup("[yellow]interrupted[/]"),
        };
    }

    /// <summary>A stream has no messages, only the writes that filled it.</summary>
    private static string Messages(StationResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Messages:N0}{(result.Mechanism.KeepsMessages ? "" : result.Messages == 1 ? " write" : " writes")}");

    private static Markup Text(string text) => new(Markup.Escape(text));
}
