using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq send</c>.</summary>
internal static class MqSend
{
    private static readonly VerbOption s_priority = new("--priority", "N", "from 0 to 32767; with --json each message's \"priority\", else 0, unless given");

    public static readonly Verb Verb = new("send", ["NAME", "[MESSAGE...]"], "Sends messages; waits while the queue is full.",
        [s_priority, .. SendOptions.All], Run) { Notes = SendOptions.Notes };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        int? priority = arguments.Integer(s_priority, 0, PosixMessageQueue.MaximumPriority);
        TimeSpan? timeout = arguments.Duration(SendOptions.Timeout);
        TransferFormat format = TransferFormats.Of(arguments);
        using PosixMessageQueue queue = PosixMessageQueue.Open(arguments.Operands[0], FileAccess.Write);
        OutgoingMessages.ForEach([.. arguments.Operands.Skip(1)], format, queue.MaxMessageBytes, Send, interruption.Token);
        return 0;

        void Send(OutgoingMessage message)
        {
            int its = priority ?? (int?)message.Number("priority", 0, PosixMessageQueue.MaximumPriority) ?? 0;
            queue.Send(message.Data.Span, its, timeout, interruption.Token);
        }
    }
}
