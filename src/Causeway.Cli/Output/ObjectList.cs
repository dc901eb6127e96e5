using System.Text;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>What <c>ls</c> prints: a line for each object below the facts' names, or a JSON object a line.</summary>
internal static class ObjectList
{
    private const int BufferCharacters = 32 * 1024;
    private const string Gap = "  ";

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

        using StreamWriter writer = new(output, bufferSize: BufferCharacters);
        WriteTable(writer, rows);
        if (closing is not null)
            writer.Write($"{closing}\n");
    }

    /// <summary>A line for each row below the facts' names; nothing where there is no row.</summary>
    public static void WriteTable(TextWriter writer, IReadOnlyList<Fact[]> rows)
    {
        if (rows.Count == 0)
            return;
        int columns = rows[0].Length;
        string[][] cells = new string[rows.Count + 1][];
        cells[0] = Array.ConvertAll(rows[0], static fact => fact.Name);
        for (int row = 0; row < rows.Count; row++)
            cells[row + 1] = Array.ConvertAll(rows[row], static fact => fact.Printable);
        int[] widths = new int[columns];
        foreach (string[] row in cells)
        {
            for (int column = 0; column < columns; column++)
                widths[column] = Math.Max(widths[column], row[column].Length);
        }

        StringBuilder line = new();
        foreach (string[] row in cells)
        {
            WriteLine(writer, line, row, widths);
            line.Clear();
        }
    }

    private static void WriteLine(TextWriter writer, StringBuilder line, string[] row, int[] widths)
    {
        for (int column = 0; column < row.Length; column++)
            line.Append(row[column]).Append(' ', widths[column] - row[column].Length).Append(Gap);
        while (line.Length > 0 && line[^1] == ' ')
            line.Length--;
        writer.Write(line.Append('\n'));
    }
}
