using System.Text.Json;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>What <c>stat</c> prints: a line for each fact and a table of its parts, or one JSON object.</summary>
internal static class ObjectDescription
{
    public static readonly Commands.Verbs.VerbOption Json = new("--json", Value: null, "one JSON object");

    public static void Write(bool json, params Fact[] facts)
    {
        StandardDescriptor.CheckOutput();
        using Stream output = Console.OpenStandardOutput();
        if (json)
        {
            WriteObject(output, facts);
            return;
        }

        using StreamWriter writer = new(output);
        Fact[] lines = [.. facts.Where(fact => fact.Value is not Fact[][])];
        int width = lines.Max(fact => fact.Name.Length);
        foreach (Fact fact in lines)
            writer.Write($"{fact.Name.PadRight(width)}  {fact.Printable}\n");
        foreach (Fact fact in facts)
        {
            if (fact.Value is Fact[][] parts)
                ObjectList.WriteTable(writer, parts);
        }
    }

    /// <summary>One line with one object.</summary>
    public static void WriteObject(Stream output, IEnumerable<Fact> facts)
    {
        using (Utf8JsonWriter writer = new(output))
            Fact.WriteObject(writer, facts);

        output.Write("\n"u8);
    }
}
