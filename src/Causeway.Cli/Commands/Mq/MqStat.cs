using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq stat</c>.</summary>
internal static class MqStat
{
    public static readonly Verb Verb = new("stat", ["NAME"], "Shows how full a queue is, what it was created for and who is to be notified.", [ObjectDescription.Json], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        try
        {
            using PosixMessageQueue queue = PosixMessageQueue.Open(arguments.Operands[0], FileAccess.Read);
            PosixMessageQueueStatus status = queue.ReadStatus();
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json),
                new("name", queue.Name), new("messages", status.CurrentMessages), new("bytes", status.QueuedBytes),
                new("maxMessages", status.MaxMessages), new("maxBytes", status.MaxMessageBytes),
                new("notify", status.Notification), new("notifySignal", status.NotificationSignal?.Name), new("notifyProcess", status.NotificationProcessId));
            return 0;
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            throw new NothingThereException(Remedy.Describe(e));
        }
    }
}
