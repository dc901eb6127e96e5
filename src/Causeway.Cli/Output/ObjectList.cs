using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>What <c>ls</c> prints: a line for each object below the facts' names, or a JSON object a line.</summary>
internal static class ObjectList
{
    private const int BufferCharacters = 32 * 1024;
    private const int Gap = 2;

    /// <summary>Copied to fill columns up: what makes any number of a character is compiled while the program runs.</summary>
    private const string Blanks = "                                                                ";

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
        int[] widths = new int[columns];
        for (int row = 0; row < cells.Length; row++)
        {
            cells[row] = new string[columns];
            for (int column = 0; column < columns; column++)
            {
                string cell = row == 0 ? rows[0][column].Name : rows[row - 1][column].Printable;
                cells[row][column] = cell;
                widths[column] = Math.Max(widths[column], cell.Length);
            }
        }

        foreach (string[] row in cells)
            WriteLine(writer, row, widths);
    }

    /// <summary>Nothing is filled up behind the last cell that has anything.</summary>
    private static void WriteLine(TextWriter writer, string[] row, int[] widths)
    {
        int missing = 0;
        for (int column = 0; column < row.Length; column++)
        {
            string cell = row[column];
            if (cell.Length > 0)
            {
                for (; missing > 0; missing -= Math.Min(missing, Blanks.Length))
                    writer.Write(Blanks.AsSpan(0, Math.Min(missing, Blanks.Length)));
                writer.Write(cell);
            }

            missing += widths[column] - cell.Length + Gap;
        }

        writer.Write('\n');
    }
}
