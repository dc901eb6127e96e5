using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>What <c>ls</c> prints: a line for each object below the facts' names, or a JSON object a line.</summary>
internal static class ObjectList
{
    /// <summary>Prints them to standard output.</summary>
    /// <param name="json">Objects, and no closing words.</param>
    /// <param name="rows">The lines.</param>
    /// <param name="closing">What a person is told below them; null for nothing.</param>
    public static void Write(bool json, IReadOnlyList<Fact[]> rows, string? closing = null)
    {
        StandardDescriptor.CheckOutput();
        using Stream output = Console.OpenStandardOutput();
        if (json)
        {
            using BufferedStream lines = new(output);
            foreach (Fact[] row in rows)
                ObjectDescription.WriteObject(lines, row);
            return;
        }

        using StreamWriter writer = new(output);
        WriteTable(writer, rows);
        if (closing is not null)
            writer.Write($"{closing}\n");
    }

    /// <summary>A line for each row below the facts' names; nothing where there is no row.</summary>
    public static void WriteTable(TextWriter writer, IReadOnlyList<Fact[]> rows)
    {
        if (rows.Count == 0)
            return;
        string[][] cells = [[.. rows[0].Select(fact => fact.Name)], .. rows.Select(row => row.Select(fact => fact.Printable).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => cells.Max(row => row[column].Length))];
        foreach (string[] row in cells)
            writer.Write(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n");
    }
}
