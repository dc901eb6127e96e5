using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg ls</c>.</summary>
internal static class MsgLs
{
    public static readonly Verb Verb = new("ls", [], "Lists the queues of this machine (of this IPC namespace).",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. SysVMessageQueue.List().Select(queue => FactsOf(queue.Queue.Id, queue.Status))]);
        return 0;
    }

    private static Fact[] FactsOf(int id, SysVMessageQueueStatus status) =>
    [
        new("id", id), new("key", $"0x{status.Permissions.Key.Value:x8}"), new("messages", status.Messages), new("bytes", status.Bytes),
        new("maxBytes", status.CapacityBytes), new("mode", Fact.Mode(status.Permissions.Mode)), new("owner", status.Permissions.UserId),
        new("lastSender", status.LastSenderProcessId), new("lastReceiver", status.LastReceiverProcessId),
    ];
}
