namespace Causeway.Cli.Commands.Inspect;

/// <summary>The words for kinds of objects: those of <see cref="IpcKindNames"/>, two for sockets that can be told apart, and words for several.</summary>
internal static class KindWords
{
    private const string Unix = "unix";
    private const string Tcp = "tcp";

    private static readonly Dictionary<string, string[]> s_several = new()
    {
        ["sysv"] = ["msg", "shm", "sem"],
        ["posix"] = ["mq", "posix-shm", "posix-sem"],
        ["memory"] = ["shm", "posix-shm", "memfd", "anon", "file"],
        ["causeway"] = ["connection", "domain"],
        ["socket"] = ["socket", Unix, Tcp],
    };

    /// <summary>All that may be typed.</summary>
    public static string All { get; } = string.Join(' ', [.. Kinds(), Unix, Tcp, "sysv", "posix", "memory", "causeway"]);

    /// <summary>The word of an object.</summary>
    public static string Of(IpcObject one) => one switch
    {
        UnixSocketObject or SocketFileObject => Unix,
        TcpSocketObject => Tcp,
        _ => IpcKindNames.Of(one.Kind),
    };

    /// <summary>The words for single kinds that were meant; null for all of them.</summary>
    /// <exception cref="UsageException">There is no such word.</exception>
    public static HashSet<string>? Parse(IReadOnlyList<string> typed)
    {
        if (typed.Count == 0)
            return null;
        HashSet<string> words = [];
        foreach (string word in typed)
        {
            if (s_several.TryGetValue(word, out string[]? several))
                words.UnionWith(several);
            else if (word is Unix or Tcp || IpcKindNames.TryFind(word, out _))
                words.Add(word);
            else
                throw new UsageException($"there is no kind '{word}', only {All}");
        }

        return words;
    }

    /// <summary>What has to be looked at to find objects of these words.</summary>
    public static IpcKinds KindsOf(HashSet<string>? words)
    {
        if (words is null)
            return IpcKinds.All;
        IpcKinds kinds = default;
        foreach (string word in words)
        {
            if (word is Unix or Tcp)
                kinds = kinds.Union(IpcKinds.Of(IpcKind.Socket));
            else if (IpcKindNames.TryFind(word, out IpcKind kind))
                kinds = kinds.Union(IpcKinds.Of(kind));
        }

        return kinds;
    }

    private static List<string> Kinds()
    {
        List<string> words = [];
        for (IpcKind kind = IpcKind.Pipe; IpcKinds.All.Contains(kind); kind++)
            words.Add(IpcKindNames.Of(kind));
        return words;
    }
}
