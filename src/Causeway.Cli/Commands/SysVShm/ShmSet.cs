using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVShm;

/// <summary><c>causeway sysv-shm set</c>.</summary>
internal static class ShmSet
{
    private static readonly VerbOption s_mode = new("--mode", "OCTAL", "the permissions");
    private static readonly VerbOption s_owner = new("--owner", "UID", "the owner's number");
    private static readonly VerbOption s_group = new("--group", "GID", "the group's number");
    private static readonly VerbOption s_lock = new("--lock", Value: null, "its pages are not swapped out once they were touched");
    private static readonly VerbOption s_unlock = new("--unlock", Value: null, "they may be again");
    private static readonly VerbOption[] s_changes = [s_mode, s_owner, s_group, s_lock, s_unlock];

    public static readonly Verb Verb = new("set", [SysVReference.Operand], "Changes a segment (shmctl(2), IPC_SET, SHM_LOCK).", [.. SegmentReference.Of.Options, .. s_changes], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (!s_changes.Any(arguments.Has))
            throw new UsageException($"there is nothing to change: {string.Join(", ", s_changes.Select(option => option.Name))}");
        arguments.AllowOneOf(s_lock, s_unlock);
        UnixFileMode? mode = arguments.Mode(s_mode);
        uint? owner = (uint?)arguments.Number(s_owner, 0, uint.MaxValue);
        uint? group = (uint?)arguments.Number(s_group, 0, uint.MaxValue);
        SysVSharedMemory memory = SegmentReference.OpenOnly(arguments);
        if (arguments.Has(s_lock))
            memory.Lock();
        if (arguments.Has(s_unlock))
            memory.Unlock();
        if (mode is not null || owner is not null || group is not null)
            memory.Change(mode, owner, group);
        return 0;
    }
}
