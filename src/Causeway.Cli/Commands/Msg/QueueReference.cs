using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Msg;

/// <summary>Which queue is meant: its id, the first operand, or one of the options for a key.</summary>
internal static class QueueReference
{
    public static readonly VerbOption Key = new("--key", "N", "the queue of this key, decimal or 0x hexadecimal, in place of ID");
    public static readonly VerbOption KeyFile = new("--path", "FILE", "the queue of this file's key, ftok(FILE, project), in place of ID");
    public static readonly VerbOption Project = new("--project", "N", "ftok(3)'s second argument, 1 to 255 or a letter; 1 unless given");

    public static readonly VerbOption[] Options = [Key, KeyFile, Project];

    /// <summary>The operand in the help.</summary>
    public const string Operand = "[ID]";

    /// <summary>The queue, and the operands that do not name it.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public static SysVMessageQueue Open(VerbArguments arguments, FileAccess access, out IReadOnlyList<string> others)
    {
        if (KeyOf(arguments) is { } key)
        {
            others = arguments.Operands;
            return SysVMessageQueue.Open(key, access);
        }

        if (arguments.Operands is [])
            throw new UsageException("ID, --key or --path is missing");
        others = [.. arguments.Operands.Skip(1)];
        return FromId(arguments.Operands[0]);
    }

    /// <summary>The queue; there is no other operand.</summary>
    /// <inheritdoc cref="Open"/>
    public static SysVMessageQueue OpenOnly(VerbArguments arguments, FileAccess access)
    {
        SysVMessageQueue queue = Open(arguments, access, out IReadOnlyList<string> others);
        return others is [] ? queue : throw new UsageException($"'{others[0]}' is one operand too many");
    }

    public static SysVMessageQueue FromId(string text) => VerbArguments.TryNumber(text, out long id) && id is >= 0 and <= int.MaxValue
        ? new SysVMessageQueue((int)id)
        : throw new UsageException($"ID {text}: a queue's number is needed, as causeway msg create and ipcs -q print it");

    /// <summary>The key that the options name; null without them.</summary>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public static SysVKey? KeyOf(VerbArguments arguments)
    {
        arguments.AllowOneOf(Key, KeyFile);
        if (arguments.Text(KeyFile) is { } path)
            return SysVKey.FromPath(path, ProjectOf(arguments));
        if (arguments.Has(Project))
            throw new UsageException("--project belongs to --path");

        // Keys are 32 bits, which ipcs shows without a sign and C prints with one.
        if (arguments.Number(Key, int.MinValue, uint.MaxValue) is not { } key)
            return null;
        return key != 0 ? new SysVKey(unchecked((int)key)) : throw new UsageException("--key 0: that is IPC_PRIVATE, which finds no queue; see msg create --private");
    }

    private static byte ProjectOf(VerbArguments arguments) => arguments.Text(Project) is [var letter and (< '0' or > '9') and < (char)128]
        ? (byte)letter
        : (byte)(arguments.Number(Project, 1, byte.MaxValue) ?? 1);
}
