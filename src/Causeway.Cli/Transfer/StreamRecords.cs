using Causeway.Cli.Commands;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>What the formats mean where the kernel keeps bytes and no messages: a FIFO, a stream socket.</summary>
internal static class StreamRecords
{
    public const string SendNotes =
        """
        Each MESSAGE is written with a line feed; without any, standard input is copied as it comes. With --text, --hex or
        --json each of its lines is one, as receive prints them with the same option.
        """;

    public const string ReceiveNotes =
        """
        Bytes are copied as they come, until the other end closes. With --text, --hex or --json a message is a line, without
        its line feed; --count is then a number of lines. When the reader of standard output goes, receive ends quietly (0).
        """;

    /// <summary>How much a receive takes: all, unless a number of lines is given.</summary>
    /// <exception cref="UsageException">As of <see cref="ReceivePlan.Of"/>, or a number without lines.</exception>
    public static ReceivePlan PlanOf(VerbArguments arguments)
    {
        ReceivePlan plan = ReceivePlan.Of(arguments, defaultCount: ReceivePlan.ToTheEnd);
        return plan.Format == TransferFormat.Raw && arguments.Has(ReceivePlan.CountOption)
            ? throw new UsageException("--count counts lines: it needs --text, --hex or --json")
            : plan;
    }

    /// <summary>The next message in the format; null at the end.</summary>
    public static ReceivedMessage? Next(RecordBuffer records, TransferFormat format)
    {
        ReadOnlyMemory<byte>? record = format == TransferFormat.Raw ? records.ReadSome() : records.ReadLine();
        return record is { } data ? new ReceivedMessage(data) : null;
    }

    /// <summary>Writes the operands, or standard input as it comes.</summary>
    /// <param name="operands">The MESSAGE operands.</param>
    /// <param name="format">Of both.</param>
    /// <param name="lineFeeds">Whether a line feed ends each message, as in a stream.</param>
    /// <param name="mostBytes">The longest message that can be sent: of a longer line no more is kept than shows that.</param>
    /// <param name="write">Writes bytes; for a socket that keeps messages they are one.</param>
    /// <param name="token">Ends the wait for standard input.</param>
    public static void Send(IReadOnlyList<string> operands, TransferFormat format, bool lineFeeds, long mostBytes, Action<ReadOnlyMemory<byte>> write, CancellationToken token)
    {
        if (operands.Count > 0 || format != TransferFormat.Raw)
        {
            OutgoingMessages.ForEach(operands, format, mostBytes, message => write(lineFeeds ? (byte[])[.. message.Data.Span, (byte)'\n'] : message.Data), token);
            return;
        }

        using StandardInput input = new(token);
        byte[] buffer = new byte[65_536];
        while (input.Read(buffer) is var count and > 0)
            write(buffer.AsMemory(0, count));
    }
}
