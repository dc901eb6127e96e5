using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;

namespace Causeway.Cli.Commands.Shm;

/// <summary><c>causeway shm ls</c>.</summary>
internal static class ShmLs
{
    public static readonly Verb Verb = new("ls", [], "Lists the objects of this machine (of this mount namespace), everybody's.",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. PosixSharedMemory.List().Select(one => ShmFacts.Of(one.Name, one.Status))]);
        return 0;
    }
}
