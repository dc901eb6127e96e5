using System.Text.Json;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Output;

/// <summary>What <c>stat</c> prints: a line for each fact, or one JSON object.</summary>
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

        int width = facts.Max(fact => fact.Name.Length);
        using StreamWriter writer = new(output);
        foreach (Fact fact in facts)
            writer.Write($"{fact.Name.PadRight(width)}  {fact.Text}\n");
    }

    /// <summary>One line with one object.</summary>
    public static void WriteObject(Stream output, IEnumerable<Fact> facts)
    {
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            foreach (Fact fact in facts)
                fact.Write(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
