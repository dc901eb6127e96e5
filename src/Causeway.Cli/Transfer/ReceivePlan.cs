using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>How much a <c>receive</c> takes.</summary>
/// <param name="Format">On standard output.</param>
/// <param name="Count">How many messages; null until it is interrupted.</param>
/// <param name="Timeout">How long to wait for each; null as long as it takes.</param>
/// <param name="Command">What is run for each; null for none.</param>
internal sealed record ReceivePlan(TransferFormat Format, long? Count, TimeSpan? Timeout, IReadOnlyList<string>? Command)
{
    public const string Notes =
        """
        Each message is on standard output before the next is taken. When the reader of standard output goes, receive ends
        quietly (0) without taking another; a message that was on its way to it then is reported on standard error (2).
        With --follow, a --timeout that passes is 0 if anything came, else 1: --follow --timeout 0 takes what is there.
        CMD gets each message as its standard input, and what --json shows in variables such as CAUSEWAY_LENGTH; the first
        CMD that fails ends it. The timeout is for the message, not for CMD.
        """;

    /// <summary>The <see cref="Count"/> of a stream that is read to its end.</summary>
    public const long ToTheEnd = long.MaxValue;

    public static readonly VerbOption CountOption = new("--count", "N", "take N messages; 1 unless given");
    public static readonly VerbOption Follow = new("--follow", Value: null, "take messages until interrupted");
    public static readonly VerbOption TimeoutOption = new("--timeout", "TIME", "how long to wait for each message: 2, 500ms, 1m; 0 does not wait");

    public static readonly VerbOption[] Options = [.. TransferFormats.Options, CountOption, Follow, TimeoutOption];

    /// <summary>What the arguments say.</summary>
    /// <exception cref="UsageException">Options that exclude each other or are no numbers.</exception>
    public static ReceivePlan Of(VerbArguments arguments, long? defaultCount = 1)
    {
        arguments.AllowOneOf(CountOption, Follow);
        TransferFormat format = TransferFormats.Of(arguments);
        if (format != TransferFormat.Raw && arguments.Command is not null)
            throw new UsageException("CMD gets the message's bytes as they are: --text, --hex and --json are for standard output");
        long? count = arguments.Has(Follow) ? null : arguments.Number(CountOption, 1, long.MaxValue) ?? defaultCount;
        return new ReceivePlan(format, count, arguments.Duration(TimeoutOption), arguments.Command);
    }
}
