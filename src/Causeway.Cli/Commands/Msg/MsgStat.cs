using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg stat</c>.</summary>
internal static class MsgStat
{
    public static readonly Verb Verb = new("stat", [SysVReference.Operand], "Shows how full a queue is, whose it is and who used it last.",
        [.. QueueReference.Of.Options, ObjectDescription.Json], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        try
        {
            SysVMessageQueue queue = QueueReference.OpenOnly(arguments, FileAccess.Read);
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json), FactsOf(queue.Id, queue.GetStatus()));
            return 0;
        }
        catch (SyscallException e) when (SysVReference.IsMissing(e))
        {
            throw new NothingThereException(Remedy.Describe(e));
        }
    }

    private static Fact[] FactsOf(int id, SysVMessageQueueStatus status) =>
    [
        new("id", id), new("key", $"0x{status.Permissions.Key.Value:x8}"), new("messages", status.Messages), new("bytes", status.Bytes),
        new("maxBytes", status.CapacityBytes), new("mode", Fact.Mode(status.Permissions.Mode)),
        new("owner", status.Permissions.UserId), new("group", status.Permissions.GroupId),
        new("creator", status.Permissions.CreatorUserId), new("creatorGroup", status.Permissions.CreatorGroupId),
        new("lastSender", status.LastSenderProcessId), new("lastReceiver", status.LastReceiverProcessId),
        new("lastSend", status.LastSend), new("lastReceive", status.LastReceive), new("changed", status.Changed),
    ];
}
