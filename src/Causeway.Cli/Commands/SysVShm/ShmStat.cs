using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm stat</c>.</summary>
internal static class ShmStat
{
    public static readonly Verb Verb = new("stat", [SysVReference.Operand], "Shows a segment's size, whose it is, and which processes have it attached.",
        [.. SegmentReference.Of.Options, ObjectDescription.Json], Run)
    {
        Notes = "processes are those that this user may look into: for another user's that takes root. attached counts all.",
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        try
        {
            SysVSharedMemory memory = SegmentReference.OpenOnly(arguments);
            ObjectDescription.Write(arguments.Has(ObjectDescription.Json), FactsOf(memory, memory.GetStatus()));
            return 0;
        }
        catch (SyscallException e) when (SysVReference.IsMissing(e))
        {
            throw new NothingThereException(Remedy.Describe(e));
        }
    }

    private static Fact[] FactsOf(SysVSharedMemory memory, SysVSharedMemoryStatus status) =>
    [
        new("id", memory.Id), new("key", $"0x{status.Permissions.Key.Value:x8}"), new("bytes", status.Bytes),
        new("attached", status.AttachCount), new("processes", ProcessesOf(memory)),
        new("removed", status.IsRemoved), new("locked", status.IsLocked), new("mode", Fact.Mode(status.Permissions.Mode)),
        new("owner", status.Permissions.UserId), new("group", status.Permissions.GroupId),
        new("creator", status.Permissions.CreatorUserId), new("creatorGroup", status.Permissions.CreatorGroupId),
        new("creatorProcess", status.CreatorProcessId), new("lastProcess", status.LastProcessId),
        new("lastAttach", status.LastAttach), new("lastDetach", status.LastDetach), new("changed", status.Changed),
    ];

    /// <summary>Their ids, one for each attachment.</summary>
    private static string? ProcessesOf(SysVSharedMemory memory)
    {
        string text = string.Join(' ', memory.GetUsers().SelectMany(user => Enumerable.Repeat(user.ProcessId.ToString(CultureInfo.InvariantCulture), user.Attachments)));
        return text.Length > 0 ? text : null;
    }
}
