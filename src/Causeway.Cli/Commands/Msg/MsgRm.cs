using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg rm</c>.</summary>
internal static class MsgRm
{
    public static readonly Verb Verb = new("rm", ["[ID...]"], "Removes queues at once, with their messages; who waits in one is told.", QueueReference.Of.Options, Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        QueueReference.Of.RemoveAll(arguments, SysVMessageQueue.Delete, id => new SysVMessageQueue(id).TryDelete());
}
