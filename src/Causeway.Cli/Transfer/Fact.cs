using System.Globalization;
using System.Text.Json;
using Causeway.Cli.Output;

namespace Causeway.Cli.Transfer;

/// <summary>Something that is known of a message or an object.</summary>
/// <param name="Name">In camel case, as in JSON.</param>
/// <param name="Value">Text, a number, a truth value, a time, null, several numbers or texts, facts of its own, or the facts of its parts, which have a table of their own.</param>
internal readonly record struct Fact(string Name, object? Value)
{
    /// <summary>For people; nothing for null.</summary>
    public string Text => Value switch
    {
        null => "-",
        string text => text,
        bool truth => truth ? "yes" : "no",
        DateTimeOffset time => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        int[] { Length: 0 } or string[] { Length: 0 } => "-",
        int[] numbers => string.Join(' ', numbers),
        string[] texts => string.Join(' ', texts),
        Fact[] facts => string.Join(' ', facts.Select(static fact => $"{fact.Name}={fact.Text}")),
        _ => Value.ToString()!,
    };

    /// <summary>The same for a terminal, which names that others chose do nothing to.</summary>
    public string Printable => PrintableText.Of(Text);

    /// <summary>As a property of an object.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        switch (Value)
        {
            case null:
                writer.WriteNull(Name);
                break;
            case bool truth:
                writer.WriteBoolean(Name, truth);
                break;
            case int or long or uint:
                writer.WriteNumber(Name, Convert.ToInt64(Value, CultureInfo.InvariantCulture));
                break;
            case string text:
                writer.WriteString(Name, text);
                break;
            case ulong number:
                writer.WriteNumber(Name, number);
                break;
            case double number:
                writer.WriteNumber(Name, number);
                break;
            case Fact[] facts:
                writer.WritePropertyName(Name);
                WriteObject(writer, facts);
                break;
            case int[] or string[]:
                WriteArray(writer);
                break;
            case DateTimeOffset time:
                writer.WriteString(Name, time);
                break;
            case Fact[][] parts:
                writer.WriteStartArray(Name);
                foreach (Fact[] part in parts)
                    WriteObject(writer, part);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteString(Name, Text);
                break;
        }
    }

    private void WriteArray(Utf8JsonWriter writer)
    {
        writer.WriteStartArray(Name);
        foreach (int number in Value as int[] ?? [])
            writer.WriteNumberValue(number);
        foreach (string text in Value as string[] ?? [])
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    /// <summary>Several as one object.</summary>
    public static void WriteObject(Utf8JsonWriter writer, IEnumerable<Fact> facts)
    {
        writer.WriteStartObject();
        foreach (Fact fact in facts)
            fact.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>Permissions as chmod(1) has them.</summary>
    public static string Mode(UnixFileMode mode)
    {
        int bits = (int)mode;
        Span<char> digits = stackalloc char[4];
        for (int digit = digits.Length - 1; digit >= 0; digit--, bits >>= 3)
            digits[digit] = (char)('0' + (bits & 7));
        return new string(digits);
    }

}
