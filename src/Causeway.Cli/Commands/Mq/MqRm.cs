using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq rm</c>.</summary>
internal static class MqRm
{
    public static readonly Verb Verb = new("rm", ["NAME..."], "Removes queues; those who have one open keep it until they close it.", [], Run);

    private static int Run(VerbArguments arguments, Interruption interruption) =>
        CommonOptions.RemoveAll(arguments.Operands, "queue", PosixMessageQueue.TryDelete);
}
