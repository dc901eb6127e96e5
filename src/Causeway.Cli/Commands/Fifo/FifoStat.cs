using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Fifo;

/// <summary><c>causeway fifo stat</c>.</summary>
internal static class FifoStat
{
    public static readonly Verb Verb = new("stat", ["PATH"], "Shows whose a FIFO is; opens it for nothing, which its users would notice.", [ObjectDescription.Json], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        string path = arguments.Operands[0];
        PathStatus status = PathStatus.Of(path) ?? throw new NothingThereException($"there is no FIFO {path}");
        if (!status.IsFifo)
            throw new IOException($"\"{path}\" is no FIFO");
        ObjectDescription.Write(arguments.Has(ObjectDescription.Json),
            new("path", path), new("mode", Fact.Mode(status.Mode)), new("owner", status.Owner), new("group", status.Group));
        return 0;
    }
}
