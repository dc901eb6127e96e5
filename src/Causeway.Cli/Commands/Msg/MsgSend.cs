using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg send</c>.</summary>
internal static class MsgSend
{
    private static readonly VerbOption s_type = new("--type", "N", "the messages' type; with --json each message's \"type\", else 1, unless given");

    public static readonly Verb Verb = new("send", [SysVReference.Operand, "[MESSAGE...]"], "Sends messages; waits while the queue is full.",
        [.. QueueReference.Of.Options, s_type, .. SendOptions.All], Run) { Notes = SendOptions.Notes };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        long? type = arguments.Number(s_type, 1, long.MaxValue);
        TimeSpan? timeout = arguments.Duration(SendOptions.Timeout);
        TransferFormat format = TransferFormats.Of(arguments);
        SysVMessageQueue queue = QueueReference.Open(arguments, FileAccess.Write, out IReadOnlyList<string> messages);
        OutgoingMessages.ForEach(messages, format, SysVMessageQueue.MaximumMessageBytes, Send, interruption.Token);
        return 0;

        void Send(OutgoingMessage message) =>
            queue.Send(type ?? message.Number("type", 1, long.MaxValue) ?? 1, message.Data.Span, timeout, interruption.Token);
    }
}
