using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Causeway.Cli.Transfer;

/// <summary>A message as one JSON object: <c>{"data":"order 17","length":8,"priority":5}</c>; bytes that are not UTF-8 are <c>base64</c> instead of <c>data</c>.</summary>
internal static class JsonMessage
{
    private const string Data = "data";
    private const string Base64 = "base64";

    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one, without a line feed.</summary>
    public static void Write(IBufferWriter<byte> output, ReceivedMessage message)
    {
        using Utf8JsonWriter writer = new(output, s_readable);
        writer.WriteStartObject();
        if (Utf8.IsValid(message.Data.Span))
            writer.WriteString(Data, message.Data.Span);
        else
            writer.WriteBase64String(Base64, message.Data.Span);
        writer.WriteNumber("length", message.Data.Length);
        foreach (Fact fact in message.Facts)
            fact.Write(writer);
        writer.WriteEndObject();
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">Not such an object.</exception>
    public static OutgoingMessage Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new FormatException("not a JSON object");
            Dictionary<string, long?> numbers = new(StringComparer.Ordinal);
            foreach (JsonProperty property in root.EnumerateObject())
                numbers[property.Name] = property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out long number) ? number : null;

            return new OutgoingMessage(BytesOf(root), numbers);
        }
        catch (JsonException e)
        {
            throw new FormatException("not a JSON object", e);
        }
        catch (InvalidOperationException e)
        {
            // A text is decoded where it is asked for: half a surrogate pair, or bytes that are not UTF-8.
            throw new FormatException("its text is not Unicode", e);
        }
    }

    private static byte[] BytesOf(JsonElement root)
    {
        bool hasText = root.TryGetProperty(Data, out JsonElement text);
        bool hasBase64 = root.TryGetProperty(Base64, out JsonElement base64);
        if (hasText && hasBase64)
            throw new FormatException($"it has both \"{Data}\" and \"{Base64}\"");
        if (hasText && text.ValueKind == JsonValueKind.String)
            return System.Text.Encoding.UTF8.GetBytes(text.GetString()!);
        if (hasBase64 && base64.ValueKind == JsonValueKind.String && base64.TryGetBytesFromBase64(out byte[]? bytes))
            return bytes;
        throw new FormatException($"it has neither \"{Data}\" with a text nor \"{Base64}\"");
    }
}
