using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq receive</c>.</summary>
internal static class MqReceive
{
    public static readonly Verb Verb = new("receive", ["NAME"], "Takes messages, those of the highest priority first; --json shows it.",
        ReceivePlan.Options, Run) { RunsCommand = true, Notes = ReceivePlan.Notes };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ReceivePlan plan = ReceivePlan.Of(arguments);
        using PosixMessageQueue queue = PosixMessageQueue.Open(arguments.Operands[0], FileAccess.Read);
        byte[] buffer = new byte[queue.MaxMessageBytes];
        return ReceiveLoop.Run(plan, interruption, token =>
        {
            PosixMessageInfo message = queue.Receive(buffer, plan.Timeout, token);
            return new ReceivedMessage(buffer.AsMemory(0, message.Length), new Fact("priority", message.Priority));
        });
    }
}
