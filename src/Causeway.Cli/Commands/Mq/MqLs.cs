using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq ls</c>.</summary>
internal static class MqLs
{
    public static readonly Verb Verb = new("ls", [], "Lists the queues of this machine (of this IPC namespace).",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. PosixMessageQueue.List().Select(FactsOf)]);
        return 0;
    }

    private static Fact[] FactsOf(PosixMessageQueueEntry queue) =>
    [
        new("name", queue.Name), new("messages", queue.Status?.CurrentMessages), new("bytes", queue.Status?.QueuedBytes),
        new("maxMessages", queue.Status?.MaxMessages), new("maxBytes", queue.Status?.MaxMessageBytes),
        new("mode", Fact.Mode(queue.Permissions)), new("owner", queue.UserId), new("group", queue.GroupId),
    ];
}
