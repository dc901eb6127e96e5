using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>A table for spreadsheets and scripts (RFC 4180): a line of names, then a line for each row.</summary>
internal static class CsvTable
{
    private const string NeedsQuotes = ",\"\r\n";

    /// <summary>Prints it to standard output; the names also where there is no row.</summary>
    public static void Write(IEnumerable<string> columns, IEnumerable<Fact[]> rows)
    {
        StandardDescriptor.CheckOutput();
        using StreamWriter writer = new(Console.OpenStandardOutput());
        WriteLine(writer, columns);
        foreach (Fact[] row in rows)
            WriteLine(writer, row.Select(static fact => fact.Value is null ? "" : fact.Printable));
    }

    private static void WriteLine(StreamWriter writer, IEnumerable<string> cells) => writer.Write(string.Join(',', cells.Select(Quoted)) + "\r\n");

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
