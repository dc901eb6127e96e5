using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>How messages look on standard input and output. What one side writes, the other reads.</summary>
internal enum TransferFormat
{
    /// <summary>The bytes alone, without anything between messages; all of the input is one message.</summary>
    Raw,

    /// <summary>A line for each message.</summary>
    Text,

    /// <summary>A line of hexadecimal digits for each message.</summary>
    Hex,

    /// <summary>A line with one JSON object for each message.</summary>
    Json,
}

/// <summary>The options that choose one.</summary>
internal static class TransferFormats
{
    public static readonly VerbOption Text = new("--text", Value: null, "each message is a line");
    public static readonly VerbOption Hex = new("--hex", Value: null, "each message is a line of hexadecimal digits");
    public static readonly VerbOption Json = new("--json", Value: null, "each message is a line with one JSON object");

    public static readonly VerbOption[] Options = [Text, Hex, Json];

    public static TransferFormat Of(VerbArguments arguments)
    {
        arguments.AllowOneOf(Options);
        return arguments.Has(Text) ? TransferFormat.Text
            : arguments.Has(Hex) ? TransferFormat.Hex
            : arguments.Has(Json) ? TransferFormat.Json
            : TransferFormat.Raw;
    }
}
