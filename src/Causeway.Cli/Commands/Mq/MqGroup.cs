using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Mq;

/// <summary><c>causeway mq</c>.</summary>
internal static class MqGroup
{
    public static readonly VerbGroup Group = new("mq", "POSIX message queues (mq_overview(7))",
        [MqCreate.Verb, MqSend.Verb, MqReceive.Verb, MqStat.Verb, MqRm.Verb, MqLs.Verb],
        "NAME is a slash and up to 255 bytes without another: /orders. A message of a higher priority overtakes, 0 to 32767.");
}
