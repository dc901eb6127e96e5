namespace Causeway.Cli.Commands.Verbs;

/// <summary>Which System V object is meant: its id, the first operand, or one of the options for a key.</summary>
/// <param name="what">What kind of object, for the help and the messages: <c>queue</c>.</param>
/// <param name="group">Its group of verbs: <c>msg</c>.</param>
/// <param name="ipcs">The option of ipcs(1) that lists such objects: <c>-q</c>.</param>
internal sealed class SysVReference(string what, string group, string ipcs)
{
    /// <summary>The operand in the help.</summary>
    public const string Operand = "[ID]";

    public static readonly VerbOption Project = new("--project", "N", "ftok(3)'s second argument, 1 to 255 or a letter; 1 unless given");

    public VerbOption Key { get; } = new("--key", "N", $"the {what} of this key, decimal or 0x hexadecimal, in place of ID");

    public VerbOption KeyFile { get; } = new("--path", "FILE", $"the {what} of this file's key, ftok(FILE, project), in place of ID");

    public VerbOption[] Options => [Key, KeyFile, Project];

    /// <summary>The object, and the operands that do not name it.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public T Open<T>(VerbArguments arguments, Func<SysVKey, T> byKey, Func<int, T> byId, out IReadOnlyList<string> others)
    {
        if (KeyOf(arguments) is { } key)
        {
            others = arguments.Operands;
            return byKey(key);
        }

        if (arguments.Operands is [])
            throw new UsageException("ID, --key or --path is missing");
        others = [.. arguments.Operands.Skip(1)];
        return byId(IdOf(arguments.Operands[0]));
    }

    /// <summary>The object; there is no other operand.</summary>
    /// <inheritdoc cref="Open"/>
    public T OpenOnly<T>(VerbArguments arguments, Func<SysVKey, T> byKey, Func<int, T> byId)
    {
        T opened = Open(arguments, byKey, byId, out IReadOnlyList<string> others);
        return others is [] ? opened : throw new UsageException($"'{others[0]}' is one operand too many");
    }

    /// <summary>Removes the objects that the operands or the key name; those that are not there make it exit code 1 in the end.</summary>
    /// <param name="arguments">Ids, or options for a key.</param>
    /// <param name="byKey">Removes the one of a key, or throws.</param>
    /// <param name="byId">Answers whether there was one.</param>
    public int RemoveAll(VerbArguments arguments, Action<SysVKey> byKey, Func<int, bool> byId)
    {
        if (KeyOf(arguments) is { } key)
        {
            if (arguments.Operands.Count > 0)
                throw new UsageException("ID and a key exclude each other");
            return CommonOptions.RemoveAll([key.ToString()], $"{what} of", _ => TryRemove(key, byKey));
        }

        if (arguments.Operands is [])
            throw new UsageException("ID, --key or --path is missing");
        _ = arguments.Operands.Select(IdOf).ToArray();
        return CommonOptions.RemoveAll(arguments.Operands, what, text => byId(IdOf(text)));
    }

    public int IdOf(string text) => VerbArguments.TryNumber(text, out long id) && id is >= 0 and <= int.MaxValue
        ? (int)id
        : throw new UsageException($"ID {text}: a {what}'s number is needed, as causeway {group} create and ipcs {ipcs} print it");

    /// <summary>The key that the options name; null without them.</summary>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public SysVKey? KeyOf(VerbArguments arguments)
    {
        arguments.AllowOneOf(Key, KeyFile);
        if (arguments.Text(KeyFile) is { } path)
            return SysVKey.FromPath(path, ProjectOf(arguments));
        if (arguments.Has(Project))
            throw new UsageException("--project belongs to --path");

        // Keys are 32 bits, which ipcs shows without a sign and C prints with one.
        if (arguments.Number(Key, int.MinValue, uint.MaxValue) is not { } key)
            return null;
        return key != 0 ? new SysVKey(unchecked((int)key)) : throw new UsageException($"--key 0: that is IPC_PRIVATE, which finds no {what}; see {group} create --private");
    }

    private static byte ProjectOf(VerbArguments arguments) => arguments.Text(Project) is [var letter and (< '0' or > '9') and < (char)128]
        ? (byte)letter
        : (byte)(arguments.Number(Project, 1, byte.MaxValue) ?? 1);

    private static bool TryRemove(SysVKey key, Action<SysVKey> remove)
    {
        try
        {
            remove(key);
            return true;
        }
        catch (SyscallException e) when (IsMissing(e))
        {
            return false;
        }
    }

    /// <summary>Whether the object does not exist, or no longer.</summary>
    public static bool IsMissing(SyscallException failure) =>
        failure.Errno == Errno.ENOENT || failure.Errno == Errno.EINVAL || failure.Errno == Errno.EIDRM;
}
