using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Connection;

/// <summary>What <c>connect</c> and <c>listen</c> were asked for.</summary>
/// <param name="Name">Of the listener.</param>
/// <param name="Connection">How the connection is made.</param>
/// <param name="Receive">What is taken from the other side.</param>
/// <param name="Keep">Whether a listener goes on with the next.</param>
/// <param name="IsBench">Whether both sides measure.</param>
internal sealed record ConnectionPlan(string Name, SharedConnectionOptions Connection, ReceivePlan Receive, bool Keep, bool IsBench)
{
    private const long LeastRing = 4096;
    private const long LargestRing = 1 << 30;

    public const string Notes =
        """
        NAME is one of the domain, a path (with a slash), or @NAME for an abstract one; the same user is at both ends.
        At the end of standard input the other side is told, and may still answer. It ends when both have nothing more to say, or
        the other side has closed (0); that a side dies, fails or is interrupted is an error that the other one says (2). CMD has the
        connection as its standard input and output, and CAUSEWAY_PROCESS, CAUSEWAY_USER and CAUSEWAY_GROUP say who is at the other end.
        """;

    public static readonly VerbOption Messages = new("--messages", Value: null, "messages instead of bytes, a line each; both sides say so");
    public static readonly VerbOption Hex = TransferFormats.Hex with { Help = "with --messages: each is a line of hexadecimal digits" };
    public static readonly VerbOption Json = TransferFormats.Json with { Help = "with --messages: each is a line with one JSON object; with --bench: a JSON object for each row" };
    public static readonly VerbOption Count = ReceivePlan.CountOption with { Help = "with --messages: end after N messages from the other side" };
    public static readonly VerbOption KeepOption = new("--keep", Value: null, "go on with the next connection, until interrupted");
    public static readonly VerbOption Timeout = ReceivePlan.TimeoutOption with { Help = "how long to wait for the connection, and then for what comes: 2, 500ms, 1m" };
    public static readonly VerbOption Ring = new("--ring", "BYTES", "the size of each of its two rings, a power of two from 4K to 1G; 1M unless given");
    public static readonly VerbOption Bench = new("--bench", Value: null, "measure round trips and throughput; both sides say so, and connect prints");

    /// <summary>What the arguments say.</summary>
    /// <exception cref="UsageException">Options that do not go together.</exception>
    public static ConnectionPlan Of(VerbArguments arguments, bool listens)
    {
        bool messages = arguments.Has(Messages);
        bool bench = arguments.Has(Bench);
        arguments.AllowOneOf(Messages, Bench);
        arguments.AllowOneOf(Hex, Json);
        if (arguments.Has(Hex) && !messages)
            throw new UsageException("--hex is for --messages: bytes are copied as they come");
        if (arguments.Has(Json) && !messages && !bench)
            throw new UsageException("--json is for --messages or --bench: bytes are copied as they come");
        if (arguments.Has(Count) && !messages)
            throw new UsageException("--count counts messages: it needs --messages");
        if (arguments.Command is not null && (messages || bench))
            throw new UsageException("CMD gets bytes: without --messages and --bench");
        SharedConnectionOptions connection = new()
        {
            Domain = IsInDomain(arguments.Operands[0]) ? DomainReference.Open(arguments) : null,
            Mode = messages || bench ? SharedConnectionMode.Messages : SharedConnectionMode.Stream,
            RingBytes = RingOf(arguments),
        };
        TransferFormat format = arguments.Has(Hex) ? TransferFormat.Hex : arguments.Has(Json) ? TransferFormat.Json : messages ? TransferFormat.Text : TransferFormat.Raw;
        long count = arguments.Number(Count, 1, ReceivePlan.ToTheEnd) ?? ReceivePlan.ToTheEnd;
        ReceivePlan receive = new(format, count, arguments.Duration(Timeout), arguments.Command);
        return new ConnectionPlan(arguments.Operands[0], connection, receive, listens && arguments.Has(KeepOption), bench);
    }

    private static int RingOf(VerbArguments arguments)
    {
        if (ByteCount.Of(arguments, Ring) is not { } bytes)
            return 0;
        if (bytes is < LeastRing or > LargestRing || !long.IsPow2(bytes))
            throw new UsageException($"--ring {arguments.Text(Ring)}: a power of two from 4K to 1G is needed");
        return (int)bytes;
    }

    private static bool IsInDomain(string name) => !name.Contains('/', StringComparison.Ordinal) && !name.StartsWith('@');
}
