using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm ls</c>.</summary>
internal static class ShmLs
{
    public static readonly Verb Verb = new("ls", [], "Lists the segments of this machine (of this IPC namespace).",
        [ObjectDescription.Json with { Help = "one JSON object a line" }], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        ObjectList.Write(arguments.Has(ObjectDescription.Json), [.. SysVSharedMemory.List().Select(segment => FactsOf(segment.Memory.Id, segment.Status))]);
        return 0;
    }

    private static Fact[] FactsOf(int id, SysVSharedMemoryStatus status) =>
    [
        new("id", id), new("key", $"0x{status.Permissions.Key.Value:x8}"), new("bytes", status.Bytes), new("attached", status.AttachCount),
        new("removed", status.IsRemoved), new("locked", status.IsLocked), new("mode", Fact.Mode(status.Permissions.Mode)), new("owner", status.Permissions.UserId),
        new("creatorProcess", status.CreatorProcessId), new("lastProcess", status.LastProcessId),
    ];
}
