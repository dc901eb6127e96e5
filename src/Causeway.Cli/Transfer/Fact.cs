using System.Globalization;
using System.Text.Json;

namespace Causeway.Cli.Transfer;

/// <summary>Something that is known of a message or an object.</summary>
/// <param name="Name">In camel case, as in JSON.</param>
/// <param name="Value">Text, a whole number, a truth value, null, or the facts of its parts, which have a table of their own.</param>
internal readonly record struct Fact(string Name, object? Value)
{
    /// <summary>For people; nothing for null.</summary>
    public string Text => Value switch
    {
        null => "-",
        bool truth => truth ? "yes" : "no",
        DateTimeOffset time => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => Value.ToString()!,
    };

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

    /// <summary>Several as one object.</summary>
    public static void WriteObject(Utf8JsonWriter writer, IEnumerable<Fact> facts)
    {
        writer.WriteStartObject();
        foreach (Fact fact in facts)
            fact.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>Permissions as chmod(1) has them.</summary>
    public static string Mode(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
