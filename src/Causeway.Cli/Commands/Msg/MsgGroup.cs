using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg</c>.</summary>
internal static class MsgGroup
{
    public static readonly VerbGroup Group = new("msg", "System V message queues (sysvipc(7))",
        [MsgCreate.Verb, MsgSend.Verb, MsgReceive.Verb, MsgStat.Verb, MsgSet.Verb, MsgRm.Verb, MsgLs.Verb],
        "A queue is named by its ID, or by --key N, or by --path FILE with --project N, which is ftok(3)'s key. Types are from 1 on.");
}
