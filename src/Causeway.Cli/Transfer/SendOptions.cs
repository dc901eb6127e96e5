using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>What every <c>send</c> takes.</summary>
internal static class SendOptions
{
    public const string Notes =
        """
        Each MESSAGE is one message; without any, all of standard input is one, or with --text, --hex or --json each of its
        lines, sent as it comes. These take what receive prints with the same option.
        """;

    public static readonly VerbOption Timeout = new("--timeout", "TIME", "how long to wait for each message to be sent: 2, 500ms, 1m; 0 does not wait");

    public static readonly VerbOption[] All = [.. TransferFormats.Options, Timeout];
}
