using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem ls</c>.</summary>
internal static class SemLs
{
    public static readonly Verb Verb = new("ls", [], "Lists the sets of this machine (of this IPC namespace).",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. SysVSemaphoreSet.List().Select(entry => FactsOf(entry.Set.Id, entry.Status))]);
        return 0;
    }

    private static Fact[] FactsOf(int id, SysVSemaphoreSetStatus status) =>
    [
        new("id", id), new("key", $"0x{status.Permissions.Key.Value:x8}"), new("count", status.Count), new("mode", Fact.Mode(status.Permissions.Mode)),
        new("owner", status.Permissions.UserId), new("lastOperation", status.LastOperation), new("changed", status.Changed),
    ];
}
