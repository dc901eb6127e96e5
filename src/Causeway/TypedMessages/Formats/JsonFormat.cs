using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Causeway.TypedMessages;

/// <summary>JSON by generated code.</summary>
internal sealed class JsonFormat<T>(JsonTypeInfo<T> type) : MessageFormat<T>
{
    private readonly JsonWriterOptions _options = new()
    {
        Encoder = type.Options.Encoder,
        Indented = type.Options.WriteIndented,
        IndentCharacter = type.Options.IndentCharacter,
        IndentSize = type.Options.IndentSize,
        NewLine = type.Options.NewLine,
        MaxDepth = type.Options.MaxDepth,
        SkipValidation = true,
    };

    public override string Name => $"JSON of {typeof(T).Name}";

    public override void Write(T message, IBufferWriter<byte> output)
    {
        // No receiver takes it.
        if (message is null)
            throw new ArgumentNullException(nameof(message));
        using var writer = new Utf8JsonWriter(output, _options);
        JsonSerializer.Serialize(writer, message, type);
    }

    public override T Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Span, type) ?? throw new FormatException("it is null");
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
