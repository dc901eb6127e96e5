using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.SysVSem;

/// <summary><c>causeway sysv-sem set</c>.</summary>
internal static class SemSet
{
    private static readonly VerbOption s_value = new("--value", "N", "the value of one semaphore, --semaphore or else 0 (SETVAL)");
    private static readonly VerbOption s_values = SemCreate.Values with { Help = "the values of all at once (SETALL)" };
    private static readonly VerbOption s_mode = new("--mode", "OCTAL", "the permissions");
    private static readonly VerbOption s_owner = new("--owner", "UID", "the owner's number");
    private static readonly VerbOption s_group = new("--group", "GID", "the group's number");
    private static readonly VerbOption[] s_changes = [s_value, s_values, s_mode, s_owner, s_group];

    public static readonly Verb Verb = new("set", [SysVReference.Operand], "Sets values, or whose the set is; a value that is set is undone by nobody any more.",
        [.. SetReference.Of.Options, SetReference.Semaphore, .. s_changes], Run);

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (!s_changes.Any(arguments.Has))
            throw new UsageException($"there is nothing to change: {string.Join(", ", s_changes.Select(option => option.Name))}");
        arguments.AllowOneOf(s_value, s_values);
        if (arguments.Has(SetReference.Semaphore) && !arguments.Has(s_value))
            throw new UsageException("--semaphore belongs to --value");
        int? value = arguments.Integer(s_value, 0, SysVSemaphoreSet.MaximumValue);
        ushort[]? values = SemCreate.ValuesOf(arguments);
        UnixFileMode? mode = arguments.Mode(s_mode);
        uint? owner = (uint?)arguments.Number(s_owner, 0, uint.MaxValue);
        uint? group = (uint?)arguments.Number(s_group, 0, uint.MaxValue);
        SysVSemaphoreSet set = SetReference.OpenOnly(arguments, FileAccess.Read);
        if (value is { } one)
            set.SetValue(SetReference.SemaphoreOf(arguments), one);
        if (values is not null)
            set.SetValues(values);
        if (mode is not null || owner is not null || group is not null)
            set.Change(mode, owner, group);
        return 0;
    }
}
