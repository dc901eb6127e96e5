using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Fifo;

/// <summary><c>causeway fifo</c>.</summary>
internal static class FifoGroup
{
    public static readonly VerbGroup Group = new("fifo", "named pipes (fifo(7))",
        [FifoCreate.Verb, FifoSend.Verb, FifoReceive.Verb, FifoStat.Verb, FifoRm.Verb],
        "PATH is the FIFO's; what is no FIFO is refused, and symbolic links are not followed.");
}
