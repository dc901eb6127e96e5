using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Msg;

/// <summary><c>causeway msg set</c>.</summary>
internal static class MsgSet
{
    private static readonly VerbOption s_mode = new("--mode", "OCTAL", "the permissions");
    private static readonly VerbOption s_maxBytes = new("--max-bytes", "N", "how many bytes of messages it holds; over /proc/sys/kernel/msgmnb for root alone");
    private static readonly VerbOption s_owner = new("--owner", "UID", "the owner's number");
    private static readonly VerbOption s_group = new("--group", "GID", "the group's number");
    private static readonly VerbOption[] s_changes = [s_mode, s_maxBytes, s_owner, s_group];

    public static readonly Verb Verb = new("set", [SysVReference.Operand], "Changes a queue (msgctl(2), IPC_SET).", [.. QueueReference.Of.Options, .. s_changes], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (!s_changes.Any(arguments.Has))
            throw new UsageException($"there is nothing to change: {string.Join(", ", s_changes.Select(option => option.Name))}");
        long? maxBytes = arguments.Number(s_maxBytes, 0, long.MaxValue);
        UnixFileMode? mode = arguments.Mode(s_mode);
        uint? owner = (uint?)arguments.Number(s_owner, 0, uint.MaxValue);
        uint? group = (uint?)arguments.Number(s_group, 0, uint.MaxValue);
        QueueReference.OpenOnly(arguments, FileAccess.Read).Change(maxBytes, mode, owner, group);
        return 0;
    }
}
